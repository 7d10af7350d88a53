import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { crossFaults, isSwitchedOff } from "./cross-rules";
import type { App, Definition, Environment } from "./definition";
import { UserError, type Fault } from "./errors";
import { Parts } from "./part";
import { definitionSchema, sectionSchemas, type DefinitionParts, type Sections } from "./schema";
import { faultsOf } from "./schema-faults";
import { formatPath, YamlSource } from "./yaml-source";

/** Name of the definition's file where nothing else is said. */
export const DEFINITION_FILE = "landfall.yaml";

/** Environment variable that chooses the environment in the file's place. */
export const ENVIRONMENT_VARIABLE = "LANDFALL_ENVIRONMENT";

export interface LoadDefinitionOptions {
  /** Absolute path of the file; its folder is the project's. */
  readonly file: string;
  /** What targets and clouds add to the schema. */
  readonly parts: DefinitionParts;
  /**
   * Environment to choose.
   * @default - the one that the file names
   */
  readonly environment?: string;
  /**
   * Looks into the files that `load` names and tells their faults, whatever else is wrong. It is given no file that
   * has a fault here already, such as one outside of the project's folder.
   * @default - they are not looked into
   */
  readonly inspect?: (load: Sections["load"], folder: string) => readonly Fault[];
  /**
   * Looks into the book that `cost.prices` names where other faults leave nothing to {@link examine}. It is given none
   * that has a fault here already.
   * @default - it is not looked into
   */
  readonly inspectBook?: (book: string, folder: string) => readonly Fault[];
  /**
   * Tells what the targets cannot do with a definition whose values are right one by one, such as a type without a price.
   * Rules of `cost`, `load` and `access` may be broken all the same.
   * @default - nothing is told
   */
  readonly examine?: (definition: Definition) => readonly Fault[];
}

/**
 * Reads and checks a definition.
 *
 * @throws UserError that lists every fault of the file, each with its line
 */
export function loadDefinition(options: LoadDefinitionOptions): Definition {
  const folder = path.dirname(options.file);
  const name = path.basename(options.file);
  const source = new YamlSource(name, readText(options.file, name));
  UserError.throwIfAny(source.faults);

  const schema = definitionSchema(options.parts);
  const parsed = schema.safeParse(source.value);
  const faults = [
    ...(parsed.success ? [] : faultsOf(parsed.error, source, schema)),
    ...crossFaults({
      source,
      parts: options.parts,
      folder,
      environment: options.environment,
    }),
  ];
  const inspected = options.inspect?.(inspectableLoad(source, options.parts, faults), folder) ?? [];
  const canAssemble = parsed.success && !faults.some((fault) => WHAT_IS_ASSEMBLED.test(fault.path ?? ""));
  const definition = canAssemble ? assemble(parsed.data, { ...options, folder, file: name }) : undefined;
  const book = definition === undefined ? inspectableBook(source, faults) : undefined;
  const examined = [
    ...(definition === undefined ? [] : (options.examine?.(definition) ?? [])),
    ...(book === undefined ? [] : (options.inspectBook?.(book, folder) ?? [])),
  ];
  const told = inFileOrder([...faults, ...examined.map((fault) => source.located(fault))]);
  if (told.length + inspected.length > 0 || definition === undefined)
    throw new UserError([...told, ...inspected]);
  return definition;
}

/** Paths where a broken rule leaves nothing to put together for {@link LoadDefinitionOptions.examine}. */
const WHAT_IS_ASSEMBLED = /^(LANDFALL_ENVIRONMENT|environments?|apps|targets)\b/;

/** The JSON Schema of landfall.yaml, for editors. Source of the form: JSON Schema 2020-12. */
export function definitionJsonSchema(parts: DefinitionParts): object {
  return {
    title: "landfall.yaml",
    ...z.toJSONSchema(definitionSchema(parts), { io: "input", unrepresentable: "any" }),
  };
}

function readText(file: string, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError([
      code === "ERR_ENCODING_INVALID_ENCODED_DATA"
        ? { file: name, message: "is not UTF-8 text", action: "save the file in UTF-8" }
        : {
            file: name,
            message: `cannot be read (${code ?? "unknown fault"})`,
            action: "run the command in the project's folder, or name the file with --file",
          },
    ]);
  }
}

/** Each load that can be read by itself, so that a fault in one does not hide the file of another. */
function inspectableLoad(
  source: YamlSource,
  parts: DefinitionParts,
  faults: readonly Fault[],
): Sections["load"] {
  const schema = sectionSchemas(parts).load;
  const written = source.valueAt(["load"]);
  const names = typeof written === "object" && written !== null ? Object.keys(written) : [];
  const loads = names
    .filter((name) => !faults.some((fault) => fault.path === formatPath(["load", name, "history"])))
    .map((name) => schema.safeParse({ [name]: source.valueAt(["load", name]) }).data ?? {});
  return Object.assign({}, ...loads) as Sections["load"];
}

/** The book that is named, where nothing is wrong with the prices themselves. */
function inspectableBook(source: YamlSource, faults: readonly Fault[]): string | undefined {
  const book = source.valueAt(["cost", "prices", "book"]);
  const isWrong = faults.some(({ path: at }) => at !== undefined && /^cost(\.prices|$)/.test(at));
  return typeof book === "string" && !isWrong ? book : undefined;
}

function inFileOrder(faults: readonly Fault[]): Fault[] {
  return [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function assemble(
  sections: Sections,
  from: LoadDefinitionOptions & { readonly folder: string; readonly file: string },
): Definition {
  const chosen = from.environment ?? sections.environment;
  const environment = sections.environments[chosen];
  if (environment === undefined) throw new Error(`environment ${chosen} passed the rules but is not there`);
  return {
    file: from.file,
    folder: from.folder,
    name: sections.name,
    asOf: sections.asOf,
    environment: assembleEnvironment(chosen, environment, from.parts),
    environmentNames: Object.keys(sections.environments),
    apps: sections.apps.map(assembleApp),
    targets: new Parts(
      new Map(
        Object.entries(sections.targets).filter(
          ([, settings]) => settings !== undefined && !isSwitchedOff(settings),
        ),
      ),
    ),
    load: sections.load,
    cost: sections.cost,
    roles: sections.access.roles,
  };
}

function assembleEnvironment(
  name: string,
  written: Sections["environments"][string],
  parts: DefinitionParts,
): Environment {
  const { debug, optimize, state, ...clouds } = written;
  const known = new Set(parts.clouds.map((cloud) => cloud.name));
  return {
    name,
    debug,
    optimize,
    state,
    clouds: new Parts(new Map(Object.entries(clouds).filter(([key]) => known.has(key)))),
  };
}

function assembleApp(app: Sections["apps"][number]): App {
  const { name, hosts, program, site } = app;
  if (program !== undefined) return { kind: "program", name, hosts, program };
  if (site !== undefined) return { kind: "site", name, hosts, site };
  throw new Error(`app ${name} passed the rules but has neither program nor site`);
}
