import { readIfThere } from "../../lib/cli/setup.mjs";
import {
  FOUND_FILE,
  arePartsRequired,
  findPart,
  isPresent,
  type Finding,
  type Findings,
  type FoundParts,
  type MissingPart,
  type PresentPart,
} from "./parts/find";
import { PART_NAMES, partOf, type PartName } from "./parts/table";

export { PART_NAMES, arePartsRequired, type PartName };

/** `describe` and `it` for tests that need real parts. */
export interface Gate {
  readonly describe: (title: string, tests: () => void) => void;
  readonly it: (title: string, test: jest.ProvidesCallback, timeoutMilliseconds?: number) => void;
}

/** The functions of Jest that a {@link Gate} stands before. */
export interface Runner {
  readonly describe: Gate["describe"] & { readonly skip: Gate["describe"] };
  readonly it: Gate["it"] & { readonly skip: Gate["it"] };
}

/** A missing part and its name. */
export interface Lack extends MissingPart {
  readonly name: PartName;
}

/**
 * `describe` and `it` for tests that need real parts, such as `needs("nginx").describe("nginx -t", () => { ... })`.
 *
 * Where a part is missing the tests are skipped with its name in their title; where all parts have to be there, with
 * CI=true or LANDFALL_INSTALL=1, they fail and say which is missing. The body of a skipped `describe` still runs, to
 * list its tests, so call {@link pathOf} inside of tests and hooks.
 */
export function needs(...names: [PartName, ...PartName[]]): Gate {
  const lacking = names.flatMap((name): Lack[] => {
    const finding = findingOf(name);
    return isPresent(finding) ? [] : [{ name, reason: finding.reason }];
  });
  return gate(lacking, arePartsRequired(process.env), { describe, it });
}

/** The gate for a set of missing parts. */
export function gate(lacking: readonly Lack[], areRequired: boolean, runner: Runner): Gate {
  if (lacking.length === 0) return runner;
  const names = lacking.map(({ name }) => name).join(", ");
  if (!areRequired) {
    const titled = (title: string): string => `${title} [skipped: needs ${names}]`;
    return {
      describe: (title, tests) => {
        runner.describe.skip(titled(title), tests);
      },
      it: (title, test, timeoutMilliseconds) => {
        runner.it.skip(titled(title), test, timeoutMilliseconds);
      },
    };
  }
  const fail = (): never => {
    throw new Error(lacking.map(({ name, reason }) => `${name} is missing: ${reason}`).join("\n"));
  };
  return {
    describe: (title) => {
      runner.describe(title, () => {
        runner.it(`needs ${names}`, fail);
      });
    },
    it: (title) => {
      runner.it(title, fail);
    },
  };
}

/**
 * Path of a part: the program, or the mirror's folder.
 *
 * @throws Error when the part is missing; see {@link needs}
 */
export function pathOf(name: PartName): string {
  return presentPart(name).path;
}

/** Version of a part, undefined where nobody asked for it. */
export function versionOf(name: PartName): string | undefined {
  return presentPart(name).version;
}

function presentPart(name: PartName): PresentPart {
  const finding = findingOf(name);
  if (isPresent(finding)) return finding;
  throw new Error(`${name} is missing: ${finding.reason}`);
}

/** What was found already, by `npm test` for the whole run or in this test file. */
const known = new Map<PartName, Finding>(Object.entries(foundInThisRun() ?? {}) as [PartName, Finding][]);

function foundInThisRun(): Findings | undefined {
  const text = process.env.LANDFALL_FOUND_PARTS === "1" ? readIfThere(FOUND_FILE) : undefined;
  return text === undefined ? undefined : (JSON.parse(text) as FoundParts).findings;
}

function findingOf(name: PartName): Finding {
  const finding = known.get(name) ?? findPart(partOf(name));
  known.set(name, finding);
  return finding;
}
