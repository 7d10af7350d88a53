import { readFileSync } from "node:fs";
import path from "node:path";
import { UserError, type Fault } from "../definition/errors";
import { LIST_BOOK } from "../definition/price-schema";
import { faultsOf } from "../definition/schema-faults";
import { YamlSource } from "../definition/yaml-source";
import { bookFaults } from "./book-rules";
import { bookSchema, type PriceBookContent } from "./book-schema";
import onDemand from "./data/ec2-on-demand.json";
import reserved2017 from "./data/ec2-reserved-2017.json";
import reserved from "./data/ec2-reserved.json";
import services from "./data/services.json";

/** A price book by its name. */
export interface PriceBook {
  /** `list` for the shipped one, else the file's path relative to the project's folder. */
  readonly name: string;
  readonly content: PriceBookContent;
}

/** The files of the shipped book. That each keeps to the schema and the rules is a test, not a task of every start. */
const SHIPPED = [
  onDemand,
  reserved2017,
  reserved,
  services,
] as unknown as readonly Partial<PriceBookContent>[];

let list: PriceBook | undefined;

/** The dated list prices that landfall ships. Their sources stand in the files below data/. */
export function listBook(): PriceBook {
  list ??= {
    name: LIST_BOOK,
    content: {
      version: 1,
      sources: Object.assign({}, ...SHIPPED.map(({ sources }) => sources)) as PriceBookContent["sources"],
      onDemand: SHIPPED.flatMap((file) => file.onDemand ?? []),
      reserved: SHIPPED.flatMap((file) => file.reserved ?? []),
      savingsPlans: SHIPPED.flatMap((file) => file.savingsPlans ?? []),
      lambda: SHIPPED.flatMap((file) => file.lambda ?? []),
      services: SHIPPED.flatMap((file) => file.services ?? []),
      edgeDevices: [],
    },
  };
  return list;
}

/**
 * Reads and checks a book's file, YAML or JSON.
 *
 * @param file relative to the folder
 * @param asOf `YYYY-MM-DD`; a figure of a later day is a fault. @default - any day is good
 * @throws UserError that lists every fault of the file, each with its line
 */
export function readPriceBook(folder: string, file: string, asOf?: string): PriceBook {
  return parsePriceBook(file, readText(folder, file), asOf);
}

/**
 * Checks the text of a book, YAML or JSON.
 *
 * @param name the file's name for messages
 * @throws UserError that lists every fault, each with its line
 */
export function parsePriceBook(name: string, written: string, asOf?: string): PriceBook {
  const source = new YamlSource(name, written);
  UserError.throwIfAny(source.faults);
  const parsed = bookSchema.safeParse(source.value);
  const faults = [
    ...(parsed.success ? [] : faultsOf(parsed.error, source, bookSchema)),
    ...bookFaults(source, asOf),
  ];
  if (faults.length > 0 || !parsed.success) throw new UserError(inFileOrder(faults));
  return { name, content: parsed.data };
}

function readText(folder: string, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path.resolve(folder, file)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError([
      code === "ERR_ENCODING_INVALID_ENCODED_DATA"
        ? { file, message: "is not UTF-8 text", action: "save the file in UTF-8" }
        : {
            file,
            message: `cannot be read (${code ?? "unknown fault"})`,
            allowed: "the file of a price book",
            action: "check the path, which is relative to the project's folder",
          },
    ]);
  }
}

function inFileOrder(faults: readonly Fault[]): Fault[] {
  return [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
