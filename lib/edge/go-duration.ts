import type { Duration } from "../definition/units";

/**
 * A time as Go prints it: `2s`, `1m0s`, `1.5s`, `500ms`.
 *
 * The Docker provider reads a health check back in this spelling and holds it against what was written: `60s` is an
 * update in every plan. Source: Go, time.Duration.String.
 */
export function goDuration({ milliseconds }: Duration): string {
  if (milliseconds > 0 && milliseconds < 1000) return `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const seconds = `${(milliseconds % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
