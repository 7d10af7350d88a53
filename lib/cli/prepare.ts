import { existsSync } from "node:fs";
import path from "node:path";
import { horizonHours } from "../cost/decision/fleet-decision";
import type { ForecastedLoad } from "../cost/forecasted-load";
import { programsOf, type Definition } from "../definition/definition";
import { UserError, type Fault } from "../definition/errors";
import { LIST_BOOK } from "../definition/price-schema";
import { DEFINITION_FILE, ENVIRONMENT_VARIABLE, loadDefinition } from "../definition/load-definition";
import { outlookOn, readHistory, startOfDay, steadyOutlook, type LoadHistory } from "../load";
import { readPriceBook } from "../prices";
import { buildProgram, type Program } from "../program/build";
import type { Landing } from "../../stacks/landing";
import { breakEvenOf, DEFINITION_PARTS, targetFaults } from "../../stacks/targets";
import type { Progress } from "./progress";

/** History of each program, by app. */
export type Histories = ReadonlyMap<string, LoadHistory>;

/**
 * Reads and checks the definition and the histories that it names.
 *
 * @param file the definition's, relative to the folder that the command runs in
 * @throws UserError that lists the faults of all these files
 */
export function readDefinition(file: string = DEFINITION_FILE): {
  definition: Definition;
  histories: Histories;
} {
  const environment = process.env[ENVIRONMENT_VARIABLE];
  const histories = new Map<string, LoadHistory>();
  const definition = loadDefinition({
    file: path.resolve(file),
    parts: DEFINITION_PARTS,
    inspect: (load, folder) =>
      Object.entries(load).flatMap(([app, { history }]) =>
        history !== undefined && existsSync(path.join(folder, history))
          ? readInto(histories, app, folder, history)
          : [],
      ),
    examine: targetFaults,
    inspectBook: (book, folder) =>
      book === LIST_BOOK ? [] : UserError.faultsOf(() => readPriceBook(folder, book)),
    ...(environment === undefined || environment === "" ? {} : { environment }),
  });
  return { definition, histories };
}

/** Reads a history into the map; a file that is not there is the definition's own fault. */
function readInto(
  histories: Map<string, LoadHistory>,
  app: string,
  folder: string,
  file: string,
): readonly Fault[] {
  return UserError.faultsOf(() => histories.set(app, readHistory(folder, file)));
}

/** Reads the definition, builds the programs and forecasts their load: all that must be known before a stack is made. */
export async function prepareLanding(progress: Progress, file?: string): Promise<Landing> {
  progress.step(`reading ${file ?? DEFINITION_FILE}`);
  const { definition, histories } = readDefinition(file);
  const programs = new Map<string, Program>();
  for (const app of programsOf(definition)) {
    progress.step(`building ${app.name}`);
    programs.set(
      app.name,
      await buildProgram({
        app: app.name,
        folder: definition.folder,
        package: app.program.package,
        environment: definition.environment.name,
        debug: definition.environment.debug,
        optimize: definition.environment.optimize,
      }),
    );
  }
  progress.step("forecasting the load");
  return { definition, programs, loads: forecastLoads(definition, histories) };
}

/** Looks out on every program's load, as far ahead as is planned. */
export function forecastLoads(definition: Definition, histories: Histories): ForecastedLoad[] {
  const { cost, asOf } = definition;
  const { paths, seed } = cost.scenarios;
  const term = { start: startOfDay(asOf), hours: horizonHours(cost), paths, seed };
  const breakEven = breakEvenOf(definition);
  return Object.entries(definition.load).flatMap(([app, settings]): ForecastedLoad[] => {
    const history = histories.get(app);
    if (history !== undefined) {
      return [{ app, settings, history, outlook: outlookOn(history, { ...term, breakEven }) }];
    }
    if (settings.estimate === undefined) return [];
    return [{ app, settings, history, outlook: steadyOutlook(settings.estimate.perHour, term) }];
  });
}
