import type { Fault } from "../definition/errors";
import { Duration, Size } from "../definition/units";
import { DEFAULT_STOP_TIMEOUT } from "../systemd/program-service-props";

/** Settings of a program that the host has to agree with. */
export interface ProgramSettings {
  /** How long the service waits for the program to end. */
  readonly stopTimeout: Duration;
  /** Largest request body that Nginx passes on. */
  readonly bodyLimit: Size;
}

/** What the program takes when a setting is missing. Source: go-app/runtime, DefaultConfig. */
const DRAIN_SECONDS = 3;
const SHUTDOWN_SECONDS = 20;
const BODY_BYTES = 1024 ** 2;

/** Time between the end of the program's own limits and its being killed. */
const MARGIN_SECONDS = DEFAULT_STOP_TIMEOUT.seconds - DRAIN_SECONDS - SHUTDOWN_SECONDS;

const SECONDS_PER: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
const BYTES_PER: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** The settings as a program reads them from its environment, where an empty variable counts as missing. */
export function programSettings(environment: Readonly<Record<string, string>>): ProgramSettings {
  const drain = readSeconds(environment["DRAIN_DELAY"] ?? "") ?? DRAIN_SECONDS;
  const shutdown = readSeconds(environment["SHUTDOWN_TIMEOUT"] ?? "") ?? SHUTDOWN_SECONDS;
  const bodyBytes = readBytes(environment["MAX_BODY"] ?? "") ?? BODY_BYTES;
  return {
    stopTimeout: Duration.seconds(Math.ceil(drain + shutdown) + MARGIN_SECONDS),
    bodyLimit: Size.mebibytes(bodyBytes / 1024 ** 2),
  };
}

/** A fault for each of these settings that cannot be read. */
export function programSettingsFaults(environment: Readonly<Record<string, string>>, path: string): Fault[] {
  const unread = (name: string, read: (text: string) => number | undefined, allowed: string): Fault[] => {
    const found = environment[name] ?? "";
    return found === "" || read(found) !== undefined
      ? []
      : [{ path: path + name, found, message: "cannot be read, and the host has to follow it", allowed }];
  };
  return [
    ...unread("DRAIN_DELAY", readSeconds, "a time such as 500ms, 3s or 1m30s"),
    ...unread("SHUTDOWN_TIMEOUT", readSeconds, "a time such as 500ms, 3s or 1m30s"),
    ...unread("MAX_BODY", readBytes, "a number of bytes above 0, such as 4096, 512KiB or 1MiB"),
  ];
}

/** A time as Go's time.ParseDuration takes it, less the units below a millisecond. */
function readSeconds(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return text === "0" ? 0 : undefined;
  return [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)]
    .map(([, amount, unit]) => Number(amount) * (SECONDS_PER[unit ?? ""] ?? 0))
    .reduce((sum, seconds) => sum + seconds, 0);
}

function readBytes(text: string): number | undefined {
  const match = /^(\d+) *(|B|KiB|MiB|GiB)$/.exec(text);
  const bytes = Number(match?.[1] ?? 0) * (BYTES_PER[match?.[2] ?? ""] ?? 0);
  return bytes > 0 ? bytes : undefined;
}
