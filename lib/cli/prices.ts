import Table from "cli-table3";
import type { Command } from "commander";
import { existsSync } from "node:fs";
import path from "node:path";
import { awsAccountOf, awsAccountPart } from "../aws/account";
import { instanceTypeOf, knownInstanceTypes } from "../aws/instance-types";
import type { Definition } from "../definition/definition";
import { edgePart } from "../edge/settings";
import { UserError, type Fault } from "../definition/errors";
import { DEFINITION_FILE } from "../definition/load-definition";
import { didYouMean } from "../definition/suggestion";
import {
  bookJsonSchema,
  chosenBook,
  hourRow,
  isKnownInstanceType,
  NOT_IN_PRICE_LIST,
  optionRow,
  fetchPriceBook,
  PRICED_REGIONS,
  priceRows,
  readPriceBook,
  resolveEdgePrices,
  resolveLambdaPrices,
  resolvePrices,
  type PriceBook,
  type PriceRow,
} from "../prices";
import { writeWhole } from "../program/files";
import { PRICES_USED } from "../serverless/plan";
import { serverlessPart } from "../serverless/settings";
import { vpsPart } from "../vps/settings";
import { readDefinition } from "./prepare";
import { terminalProgress } from "./progress";

/** Where editors find the schema of a price book, relative to the project's folder. */
const SCHEMA_FILE = "lib/prices/data/price-book.schema.json";

/** How a price that is not known stands in the table. */
const NO_PRICE = "–";

/** Adds `landfall prices show`, `check`, `refresh` and `schema`. */
export function addPriceCommands(landfall: Command, print: (text: string) => void): void {
  const prices = landfall
    .command("prices")
    .description("show, check or fetch the prices that decisions rest on")
    .addHelpText("after", "\nExample:\n  npx landfall prices show");
  prices
    .command("show")
    .description("every price with its source and day, and why a price is not known; write nothing")
    .option("--instance-type <type>", "EC2 instance type (default: that of targets.vps)")
    .option("--region <region>", "region (default: that of the environment)")
    .option("--json", "print the prices as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  npx landfall prices show --instance-type m6a.xlarge --region us-east-1",
    )
    .action((options: ShowOptions) => {
      print(show(options));
    });
  prices
    .command("check")
    .description("tell every fault of a price book; write nothing")
    .requiredOption("--file <file>", "the book, YAML or JSON")
    .addHelpText("after", "\nExample:\n  npx landfall prices check --file prices/mine.yaml")
    .action(({ file }: { file: string }) => {
      const asOf = existsSync(DEFINITION_FILE) ? readDefinition().definition.asOf : undefined;
      print(`${file}: no faults in ${describeTables(readPriceBook(".", file, asOf))}`);
    });
  prices
    .command("refresh")
    .description("fetch list prices from AWS's Price List API and write them as a book; needs the network")
    .requiredOption("--region <region>", "region whose prices are fetched")
    .requiredOption("--instance-type <types...>", "EC2 instance types")
    .option("--out <file>", "the book to write, JSON", "prices/list.json")
    .addHelpText(
      "after",
      "\nExample:\n  npx landfall prices refresh --region us-east-1 --instance-type m7i.large r6i.2xlarge",
    )
    .action(async (options: RefreshOptions) => {
      print(await refresh(options));
    });
  prices
    .command("schema")
    .description("write the JSON Schema of a price book that editors use")
    .addHelpText("after", "\nExample:\n  npx landfall prices schema")
    .action(() => {
      writeWhole(SCHEMA_FILE, `${JSON.stringify(bookJsonSchema(), undefined, 2)}\n`);
      print(SCHEMA_FILE);
    });
}

/**
 * Warnings of the prices that the enabled targets are reckoned with: those older than `cost.maxPriceAgeDays`.
 *
 * @throws UserError that lists every fault of the book that the definition names
 */
export function priceWarnings(definition: Definition): string[] {
  const { environment, targets } = definition;
  const vps = targets.get(vpsPart);
  const serverless = targets.get(serverlessPart);
  const edge = targets.get(edgePart);
  const resolved = [
    ...(vps === undefined ? [] : [resolvePrices(definition, { ...vps, ...awsAccountOf(environment) })]),
    ...(serverless === undefined
      ? []
      : [resolveLambdaPrices(definition, { ...serverless, ...awsAccountOf(environment) }, PRICES_USED)]),
    ...(edge === undefined ? [] : [resolveEdgePrices(definition)]),
  ];
  return resolved.flatMap(({ warnings }) => warnings);
}

/** Tells warnings on stderr, one a line. */
export function tellWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}

interface ShowOptions {
  readonly instanceType?: string;
  readonly region?: string;
  readonly json?: boolean;
}

function show({ instanceType: type, region: where, json }: ShowOptions): string {
  const { definition } = readDefinition();
  const book = chosenBook(definition);
  const target = definition.targets.get(vpsPart);
  const instanceType = type ?? target?.instanceType;
  const region = where ?? definition.environment.clouds.get(awsAccountPart)?.region;
  UserError.throwIfAny([...typeFaults(book, instanceType), ...regionFaults(region)]);
  if (instanceType === undefined || region === undefined) throw new RangeError("what is missing is a fault");
  const rows = [
    ...inlineRows(definition, { instanceType, region }),
    ...priceRows(book, { instanceType, region, asOf: definition.asOf }),
  ];
  const head = { book: book.name, asOf: definition.asOf, instanceType, region };
  if (json === true) return JSON.stringify({ ...head, prices: rows }, undefined, 2);
  return [
    `${instanceType} in ${region}, reckoned from ${definition.asOf}, book ${book.name}`,
    priceTable(rows),
  ].join("\n");
}

/** The prices that stand in landfall.yaml itself: they are for the size that is written there. */
function inlineRows(
  definition: Definition,
  of: { readonly instanceType: string; readonly region: string },
): PriceRow[] {
  if (definition.cost.prices.book !== undefined) return [];
  const { onDemand, options } = resolvePrices(definition, of);
  const kind = definition.file;
  return [
    hourRow(kind, "on demand, one instance", onDemand),
    ...options.map((option) => optionRow(kind, option)),
  ];
}

function priceTable(rows: readonly PriceRow[]): string {
  const table = new Table({
    head: ["kind", "what", "price", "day", "source, or why there is no price"],
    colWidths: [18, 36, 34, 12, 72],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { kind, what, price, date, source, reason } of withSharedReasons(rows)) {
    table.push([kind, what, price ?? NO_PRICE, date ?? NO_PRICE, source ?? reason ?? ""]);
  }
  return table.toString();
}

/** Rows that follow each other and are unknown for the same reason as one row, with what each is of on its own line. */
function withSharedReasons(rows: readonly PriceRow[]): PriceRow[] {
  const shared: PriceRow[] = [];
  for (const row of rows) {
    const last = shared.at(-1);
    if (last !== undefined && row.reason !== null && last.kind === row.kind && last.reason === row.reason) {
      shared[shared.length - 1] = { ...last, what: `${last.what}\n${row.what}` };
    } else shared.push(row);
  }
  return shared;
}

interface RefreshOptions {
  readonly region: string;
  readonly instanceType: readonly string[];
  readonly out: string;
}

async function refresh({ region, instanceType: instanceTypes, out }: RefreshOptions): Promise<string> {
  UserError.throwIfAny([...regionFaults(region), ...outFaults(out)]);
  const progress = terminalProgress();
  const { written, book } = await fetchPriceBook({ region, instanceTypes }, out, progress.step);
  writeWhole(out, written);
  return [`${out}: ${describeTables(book)}`, NOT_IN_PRICE_LIST, `use it: cost.prices: { book: ${out} }`].join(
    "\n",
  );
}

function typeFaults(book: PriceBook, instanceType: string | undefined): Fault[] {
  if (instanceType === undefined) {
    return [
      {
        path: "--instance-type",
        message: "is missing, and the target vps is not enabled",
        allowed: "an EC2 instance type, such as m7i.large",
      },
    ];
  }
  if (instanceTypeOf(instanceType) !== undefined || isKnownInstanceType(book, instanceType)) return [];
  return [
    {
      path: "--instance-type",
      message: "is not known",
      found: instanceType,
      allowed: `one of ${knownInstanceTypes(instanceType)}`,
    },
  ];
}

function regionFaults(region: string | undefined): Fault[] {
  if (region === undefined) {
    return [
      {
        path: "--region",
        message: "is missing, and the environment names no AWS account",
        allowed: PRICED_REGIONS.join(", "),
      },
    ];
  }
  if (PRICED_REGIONS.some((known) => known === region)) return [];
  const action = didYouMean(region, PRICED_REGIONS);
  return [
    {
      path: "--region",
      message: "is not known",
      found: region,
      allowed: PRICED_REGIONS.join(", "),
      ...(action === undefined ? {} : { action }),
    },
  ];
}

function outFaults(out: string): Fault[] {
  if (path.extname(out) === ".json") return [];
  return [
    {
      path: "--out",
      message: "cannot be used",
      found: out,
      allowed: "a file that ends in .json",
    },
  ];
}

/** `3 tables of 2 sources`. */
function describeTables({ content }: PriceBook): string {
  const { onDemand, reserved, savingsPlans, lambda, services, edgeDevices } = content;
  const tables = [onDemand, reserved, savingsPlans, lambda, services, edgeDevices].flat().length;
  const sources = Object.keys(content.sources).length;
  return `${tables} ${tables === 1 ? "table" : "tables"} of ${sources} ${sources === 1 ? "source" : "sources"}`;
}
