import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Fault } from "./errors";
import type { DefinitionParts, Sections } from "./schema";
import { didYouMean } from "./suggestion";
import type { YamlPath, YamlSource } from "./yaml-source";

/** What the rules look at: those sections that could be read, so that one section's fault hides no other's. */
export interface CrossRuleInput {
  readonly sections: Partial<Sections>;
  readonly source: YamlSource;
  readonly parts: DefinitionParts;
  /** Absolute path of the project's folder. */
  readonly folder: string;
  /** Environment asked for from outside; undefined when the file decides. */
  readonly environment: string | undefined;
}

type CrossRule = (input: CrossRuleInput) => Fault[];

/** Every fault that only shows when sections are held against each other or against the project's files. */
export function crossFaults(input: CrossRuleInput): Fault[] {
  return RULES.flatMap((rule) => rule(input));
}

const environmentExists: CrossRule = ({ sections, source, environment }) => {
  if (sections.environments === undefined) return [];
  const names = Object.keys(sections.environments);
  const chosen = environment ?? sections.environment;
  if (chosen === undefined || names.includes(chosen)) return [];
  const rest = { found: chosen, allowed: `one of ${names.join(", ")}`, ...suggestion(chosen, names) };
  return environment === undefined
    ? [source.fault(["environment"], { message: "is not among the environments", ...rest })]
    : [{ path: "LANDFALL_ENVIRONMENT", message: `is not among the environments of ${source.file}`, ...rest }];
};

const appIsProgramOrSite: CrossRule = ({ source }) =>
  list(source.valueAt(["apps"])).flatMap((app, index) => {
    const kinds = ["program", "site"].filter((kind) => isBlock(app) && kind in app);
    if (!isBlock(app) || kinds.length === 1) return [];
    return [
      source.fault(["apps", index], {
        message: kinds.length === 0 ? "has neither program nor site" : "has both program and site",
        allowed: "one of the two",
      }),
    ];
  });

const appNamesAreUnique: CrossRule = ({ source }) =>
  repeated(
    list(source.valueAt(["apps"])).map((app, index) => ({
      value: isBlock(app) ? app["name"] : undefined,
      path: ["apps", index, "name"],
    })),
    source,
    "an app's name of its own",
  );

const hostNamesAreUnique: CrossRule = ({ source }) =>
  repeated(
    list(source.valueAt(["apps"])).flatMap((app, index) =>
      (isBlock(app) ? list(app["hosts"]) : []).map((value, position) => ({
        value,
        path: ["apps", index, "hosts", position],
      })),
    ),
    source,
    "each host name once: a request goes to one virtual host",
  );

const loadBelongsToPrograms: CrossRule = ({ sections, source }) => {
  if (sections.apps === undefined) return [];
  const programs = sections.apps.filter((app) => app.program !== undefined).map((app) => app.name);
  const loads = Object.keys(isBlock(source.valueAt(["load"])) ? (source.valueAt(["load"]) as object) : {});
  const strangers = loads
    .filter((name) => !programs.includes(name))
    .map((name) =>
      source.fault(["load", name], {
        message: "is not the name of an app with a program",
        allowed: programs.join(", ") || "nothing: no app has a program",
        ...suggestion(name, programs),
      }),
    );
  const missing = programs
    .filter((name) => !loads.includes(name))
    .map((name) =>
      source.fault(["load", name], {
        message: "is missing: the decision needs the load of every program",
        allowed: "history, instanceServes and headroom",
        action: `add load.${name}, as in the example`,
      }),
    );
  return [...strangers, ...missing];
};

const targetsAreThere: CrossRule = ({ sections, source }) => {
  if (sections.targets === undefined) return [];
  const enabled = Object.values(sections.targets).filter(isEnabled);
  return enabled.length > 0
    ? []
    : [
        source.fault(["targets"], {
          message: "has no enabled target",
          allowed: "at least one",
          action: "set enabled: true",
        }),
      ];
};

const environmentsNameTheCloud: CrossRule = ({ sections, source, parts }) => {
  const { targets, environments } = sections;
  if (targets === undefined || environments === undefined) return [];
  const needed = parts.targets.filter((part) => isEnabled(targets[part.name]));
  return Object.entries(environments).flatMap(([name, environment]) =>
    parts.clouds
      .filter(
        (cloud) =>
          !(cloud.name in environment) || (environment as Record<string, unknown>)[cloud.name] === undefined,
      )
      .flatMap((cloud) => {
        const users = needed.filter((target) => target.cloud === cloud.name).map((target) => target.name);
        if (users.length === 0) return [];
        return [
          source.fault(["environments", name, cloud.name], {
            message: `is missing: ${users.join(", ")} ${users.length === 1 ? "is" : "are"} deployed there`,
            action: `add environments.${name}.${cloud.name}, as in the example`,
          }),
        ];
      }),
  );
};

const moneyHasOneCurrency: CrossRule = ({ sections, source }) => {
  const { cost } = sections;
  if (cost === undefined) return [];
  const { currency } = cost.prices.onDemand.perHour;
  const amounts: { path: YamlPath; currency: string }[] = [
    { path: ["cost", "budget"], currency: cost.budget.perMonth.currency },
    ...cost.prices.reservations.map((option, index) => ({
      path: ["cost", "prices", "reservations", index, "hourly"],
      currency: option.hourly.perHour.currency,
    })),
  ];
  return amounts
    .filter((amount) => amount.currency !== currency)
    .map(({ path: at }) =>
      source.fault(at, {
        message: "is in another currency than cost.prices.onDemand",
        found: source.valueAt(at),
        allowed: `an amount in ${currency}`,
      }),
    );
};

const someReservationHasAnAllowedTerm: CrossRule = ({ sections, source }) => {
  const { cost } = sections;
  if (cost === undefined) return [];
  const allowed = cost.terms.map((term) => term.years);
  if (cost.prices.reservations.some((option) => allowed.includes(option.term.years))) return [];
  return [
    source.fault(["cost", "terms"], {
      message: "allows no term that cost.prices.reservations has a price for",
      found: source.valueAt(["cost", "terms"]),
      allowed: [...new Set(cost.prices.reservations.map((option) => `${option.term.years}y`))].join(", "),
    }),
  ];
};

/** A path that landfall.yaml names, and what must be found there. */
interface NamedPath {
  readonly at: YamlPath;
  readonly kind: "file" | "folder";
  readonly holds?: { readonly message: string; readonly test: (names: readonly string[]) => boolean };
}

const GO_FILES: NamedPath["holds"] = {
  message: "holds no Go file",
  test: (names) => names.some((name) => name.endsWith(".go")),
};
const INDEX_PAGE: NamedPath["holds"] = {
  message: "holds no index.html",
  test: (names) => names.includes("index.html"),
};

const namedPathsExist: CrossRule = ({ sections, source, folder }) => {
  const apps = (sections.apps ?? []).flatMap((app, index): NamedPath[] => [
    ...(app.program
      ? [{ at: ["apps", index, "program", "package"], kind: "folder", holds: GO_FILES } as const]
      : []),
    ...(app.site !== undefined
      ? [{ at: ["apps", index, "site"], kind: "folder", holds: INDEX_PAGE } as const]
      : []),
  ]);
  const histories = Object.keys(sections.load ?? {}).map((name): NamedPath => ({
    at: ["load", name, "history"],
    kind: "file",
  }));
  return [...apps, ...histories].flatMap((named) => {
    const found = source.valueAt(named.at);
    const message = typeof found === "string" ? pathFault(folder, found, named) : undefined;
    return message === undefined
      ? []
      : [source.fault(named.at, { message, found, allowed: `a ${named.kind} inside the project's folder` })];
  });
};

function pathFault(folder: string, relative: string, named: NamedPath): string | undefined {
  const absolute = path.join(folder, relative);
  if (!existsSync(absolute)) return "does not exist";
  const real = path.relative(realpathSync(folder), realpathSync(absolute));
  if (real.startsWith("..") || path.isAbsolute(real)) return "leads out of the project's folder";
  if (statSync(absolute).isDirectory() !== (named.kind === "folder")) return `is not a ${named.kind}`;
  if (named.holds !== undefined && !named.holds.test(readdirSync(absolute))) return named.holds.message;
  return undefined;
}

const RULES: readonly CrossRule[] = [
  environmentExists,
  appIsProgramOrSite,
  appNamesAreUnique,
  hostNamesAreUnique,
  loadBelongsToPrograms,
  targetsAreThere,
  environmentsNameTheCloud,
  moneyHasOneCurrency,
  someReservationHasAnAllowedTerm,
  namedPathsExist,
];

function repeated(
  values: readonly { value: unknown; path: YamlPath }[],
  source: YamlSource,
  allowed: string,
): Fault[] {
  return values.flatMap(({ value, path: at }, index) => {
    const first = values.findIndex((other) => other.value === value);
    return value === undefined || first === index
      ? []
      : [
          source.fault(at, {
            message: `stands already in line ${source.lineOf(values[first]?.path ?? [])}`,
            found: value,
            allowed,
          }),
        ];
  });
}

function suggestion(written: string, words: readonly string[]): { action?: string } {
  const action = didYouMean(written, words);
  return action === undefined ? {} : { action };
}

/** True for a target's settings that are there and not switched off. */
export function isEnabled(settings: unknown): boolean {
  return isBlock(settings) && settings["enabled"] !== false;
}

function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
