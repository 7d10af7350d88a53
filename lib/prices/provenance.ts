import { daysBetween, type Origin } from "./origin";

/** Which sources a set of prices comes from, and whether it is of one piece. */
export interface Provenance {
  /** Each source and day once, the newest first. */
  readonly sources: readonly Pick<Origin, "source" | "date" | "note">[];
  /** True when prices of different sources or days stand beside each other. */
  readonly mixed: boolean;
  /** The same as a sentence, for every output that shows the prices. */
  readonly sentence: string;
}

/** What a set of figures comes from: illustrative prices beside list prices are mixed. */
export function provenanceOf(origins: readonly Origin[]): Provenance {
  const byKey = new Map<string, Pick<Origin, "source" | "date" | "note">>();
  for (const { source, date, note } of origins) {
    byKey.set(`${date} ${source}`, { source, date, ...(note === undefined ? {} : { note }) });
  }
  const sources = [...byKey].sort(([a], [b]) => (a > b ? -1 : a < b ? 1 : 0)).map(([, each]) => each);
  const mixed = sources.length > 1;
  const listed = sources.map(({ source, date }) => `${source} of ${date}`).join("; ");
  return {
    sources,
    mixed,
    sentence: mixed
      ? `prices of different sources or days are mixed: ${listed}`
      : `prices: ${listed || "none"}`,
  };
}

/**
 * A warning for every source whose figures are older than allowed, with the figures that it is about, in the order
 * given.
 *
 * @param figures what each figure is, such as `on demand of m5.large`, and where it comes from
 * @param maxAgeDays oldest age in days that is still no warning
 */
export function ageWarnings(
  figures: readonly { readonly what: string; readonly origin: Origin }[],
  asOf: string,
  maxAgeDays: number,
): string[] {
  const old = new Map<string, { readonly origin: Origin; readonly names: Set<string> }>();
  for (const { what, origin } of figures) {
    if (daysBetween(origin.date, asOf) <= maxAgeDays) continue;
    const key = `${origin.date} ${origin.source}`;
    const entry = old.get(key) ?? { origin, names: new Set() };
    old.set(key, entry);
    entry.names.add(what);
  }
  return [...old.values()].map(
    ({ origin: { date, source }, names }) =>
      `prices of ${date} are ${daysBetween(date, asOf)} days old on ${asOf}, more than ${maxAgeDays}: ` +
      `${[...names].join("; ")} (${source})`,
  );
}
