import type { Fault } from "../definition/errors";
import { block, isBlock, list } from "../definition/written-values";
import type { YamlPath, YamlSource } from "../definition/yaml-source";

/** A table of a book as it is written, and where it stands. */
interface WrittenTable {
  readonly section: string;
  readonly at: YamlPath;
  readonly table: Readonly<Record<string, unknown>>;
}

/** A value of a table, where it stands, and what no second one of the same source and day may be. */
interface WrittenFigure {
  readonly at: YamlPath;
  /** Undefined where too little is written to tell. */
  readonly key: string | undefined;
}

const SECTIONS = ["onDemand", "reserved", "savingsPlans", "lambda", "services", "edgeDevices"] as const;

/**
 * Every fault of a book that only shows when values are held against each other. It looks at the file as it is
 * written, so that a fault in one value hides none in another.
 *
 * @param asOf `YYYY-MM-DD` that no figure may be later than; undefined for no such day
 */
export function bookFaults(source: YamlSource, asOf: string | undefined): Fault[] {
  const whole = block(source.value);
  const tables = SECTIONS.flatMap((section) =>
    list(whole[section]).flatMap((table, index): WrittenTable[] =>
      isBlock(table) ? [{ section, at: [section, index], table }] : [],
    ),
  );
  return [
    ...tables.flatMap((table) => sourceFaults(table, Object.keys(block(whole["sources"])), source)),
    ...tables.flatMap((table) => dateFaults(table, asOf, source)),
    ...tables.flatMap((table) => offeringFaults(table, source)),
    ...tables.flatMap((table) => tierFaults(table, source)),
    ...repetitionFaults(tables, source),
  ];
}

function sourceFaults({ at, table }: WrittenTable, names: readonly string[], source: YamlSource): Fault[] {
  const named = table["source"];
  if (typeof named !== "string" || names.includes(named)) return [];
  return [
    source.fault([...at, "source"], {
      message: "is not among the book's sources",
      found: named,
      allowed: names.join(", ") || "a name that stands below sources",
      action: `add sources.${named} with its title`,
    }),
  ];
}

function dateFaults({ at, table }: WrittenTable, asOf: string | undefined, source: YamlSource): Fault[] {
  const date = table["date"];
  if (asOf === undefined || typeof date !== "string" || date <= asOf) return [];
  return [
    source.fault([...at, "date"], {
      message: "is after asOf: a price is known on the day that it is reckoned from",
      found: date,
      allowed: `${asOf} or before`,
      action: "correct the date, or move asOf",
    }),
  ];
}

function offeringFaults({ section, at, table }: WrittenTable, source: YamlSource): Fault[] {
  if (section !== "reserved") return [];
  const offerings = list(table["offerings"]);
  const repeated = offerings.flatMap((offering, index) =>
    offerings.indexOf(offering) === index
      ? []
      : [
          source.fault([...at, "offerings", index], {
            message: "stands in the same list already",
            found: offering,
            allowed: "each offering once",
          }),
        ],
  );
  const cells = Object.entries(block(table["rows"])).flatMap(([instanceType, row]) => {
    if (!Array.isArray(row)) return [];
    const rowAt = [...at, "rows", instanceType];
    if (row.length !== offerings.length) {
      return [
        source.fault(rowAt, {
          message: `has ${row.length} cells for ${offerings.length} offerings`,
          allowed: "one cell for each offering; null where there is no price",
        }),
      ];
    }
    return row.flatMap((cell, index) => cellFaults(offerings[index], cell, [...rowAt, index], source));
  });
  return [...repeated, ...cells];
}

/** Which parts of a listed price are above 0, by the end of the offering's name. */
const PARTS_OF: Readonly<Record<string, Readonly<Record<"upfront" | "hourly", boolean>>>> = {
  noUpfront: { upfront: false, hourly: true },
  partialUpfront: { upfront: true, hourly: true },
  allUpfront: { upfront: true, hourly: false },
};

function cellFaults(offering: unknown, cell: unknown, at: YamlPath, source: YamlSource): Fault[] {
  const payment = String(offering).split("-").at(-1) ?? "";
  const parts = Object.hasOwn(PARTS_OF, payment) ? PARTS_OF[payment] : undefined;
  if (parts === undefined || !isBlock(cell)) return [];
  return (["upfront", "hourly"] as const).flatMap((part) => {
    const written = cell[part];
    if (typeof written !== "string" || !/^\d+(?:\.\d+)?$/.test(written)) return [];
    if (Number(written) > 0 === parts[part]) return [];
    return [
      source.fault([...at, part], {
        message: parts[part]
          ? `is nothing, which ${payment} cannot be`
          : `is not nothing, which ${payment} must be`,
        found: written,
        allowed: parts[part] ? "an amount above 0" : '"0"',
        action: parts[part]
          ? "where the source lacks it, write a table with basis: incomplete"
          : "write it as 0",
      }),
    ];
  });
}

function tierFaults({ section, at, table }: WrittenTable, source: YamlSource): Fault[] {
  const below = section === "lambda" ? "gigabyteSeconds" : section === "services" ? "rows" : undefined;
  if (below === undefined) return [];
  return Object.entries(block(table[below])).flatMap(([name, tiers]) => {
    let from = 0;
    return list(tiers).flatMap((tier, index, all) => {
      const { upTo } = block(tier);
      const isEnd = index === all.length - 1;
      const isGood = upTo === null ? isEnd : typeof upTo !== "number" || upTo > from;
      if (typeof upTo === "number") from = upTo;
      if (isGood || upTo === undefined) return [];
      return [
        source.fault([...at, below, name, index, "upTo"], {
          message: upTo === null ? "has no end, but tiers follow" : "ends before it begins",
          found: upTo,
          allowed: upTo === null ? "an amount; only the last tier has no end" : `more than ${from}`,
        }),
      ];
    });
  });
}

function repetitionFaults(tables: readonly WrittenTable[], source: YamlSource): Fault[] {
  const first = new Map<string, YamlPath>();
  return tables.flatMap(figuresOf).flatMap(({ at, key }) => {
    if (key === undefined) return [];
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, at);
      return [];
    }
    return [
      source.fault(at, {
        message: `stands already in line ${source.lineOf(before)}`,
        allowed: "one figure of a source, a day and a region",
        action: "take one of the two out",
      }),
    ];
  });
}

function figuresOf({ section, at, table }: WrittenTable): WrittenFigure[] {
  const { source, date, region, termYears, payment } = table;
  const head = [section, source, date, region, termYears, payment];
  const figure = (below: YamlPath, ...names: unknown[]): WrittenFigure => ({
    at: [...at, ...below],
    key: [source, date, ...names].some((each) => typeof each !== "string")
      ? undefined
      : JSON.stringify([...head, ...names]),
  });
  const named = (key: string): WrittenFigure[] =>
    Object.keys(block(table[key])).map((name) => figure([key, name], name));
  if (section === "reserved") {
    const offerings = list(table["offerings"]);
    return [
      ...Object.entries(block(table["rows"])).flatMap(([instanceType, row]) =>
        list(row).flatMap((cell, index) =>
          cell === null ? [] : [figure(["rows", instanceType, index], instanceType, offerings[index])],
        ),
      ),
      ...list(table["instanceTypes"]).flatMap((instanceType, index) =>
        offerings.map((offering) => figure(["instanceTypes", index], instanceType, offering)),
      ),
    ];
  }
  if (section === "savingsPlans") return named("instances");
  if (section === "edgeDevices") return [figure([], table["name"])];
  if (section === "lambda") {
    return [
      ...["requestsPerMillion", "ephemeralStorageGigabyteSecond", "freeTier"]
        .filter((key) => key in table)
        .map((key) => figure([key], key)),
      ...["gigabyteSeconds", "provisionedConcurrency"].flatMap((key) =>
        Object.keys(block(table[key])).map((name) => figure([key, name], key, name)),
      ),
    ];
  }
  return named("rows");
}
