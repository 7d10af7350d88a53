import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import type { Fault } from "./errors";

/** Steps from the top of a YAML document to a value: keys and indices. */
export type YamlPath = readonly (string | number)[];

/** Most steps from the top to a value: far more than a definition has, and few enough for every reader. */
const DEEPEST_NESTING = 100;

/** What to say in the place of a message that is meant for programmers. */
const MESSAGES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this key stands in the same block already",
  MULTIPLE_DOCS: "a second document begins here",
  NON_STRING_KEY: "this key is no plain text",
  RESOURCE_EXHAUSTION: "it is nested too deeply",
};

/** A YAML text that knows on which line each value stands. */
export class YamlSource {
  private readonly document: Document;
  private readonly lines = new LineCounter();

  /** @param file name for messages, relative to the project's folder */
  constructor(
    readonly file: string,
    private readonly text: string,
  ) {
    this.document = parseDocument(text, {
      lineCounter: this.lines,
      uniqueKeys: true,
      stringKeys: true,
      prettyErrors: false,
      // YAML 1.2 whatever the file's %YAML line says: a date stays the text that was written, `yes` is no boolean.
      schema: "core",
      resolveKnownTags: false,
    });
  }

  /** Faults of YAML itself: broken syntax, a key written twice, an alias without its anchor. */
  get faults(): Fault[] {
    const { errors, warnings } = this.document;
    const inFileOrder = [...errors, ...warnings].sort((a, b) => a.pos[0] - b.pos[0]);
    const faults = inFileOrder.map((error) =>
      this.yamlFault(
        error.pos[0],
        MESSAGES[error.code] ?? error.message,
        "mend the syntax; values with : or # in them need quotes",
      ),
    );
    return faults.length > 0 ? faults : this.structureFaults();
  }

  /** The plain value of the whole document; only where there are no {@link faults}. */
  get value(): unknown {
    return this.document.toJS() as unknown;
  }

  /** What stands at a path; undefined when nothing does. */
  valueAt(path: YamlPath): unknown {
    return path.reduce<unknown>(
      (value, step) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string | number, unknown>)[step]
          : undefined,
      this.value,
    );
  }

  /** The characters of the single value at a path, without quotes; undefined where there is a block or nothing. */
  writtenAt(path: YamlPath): string | undefined {
    const node = this.nodeAt(path);
    return isScalar(node) ? node.source : undefined;
  }

  /** Line of the value at a path; where there is none, of the nearest value that encloses it. */
  lineOf(path: YamlPath): number {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const start = this.startOf(path.slice(0, depth));
      if (start !== undefined) return this.lines.linePos(start).line;
    }
    return 1;
  }

  /** A fault at a path of this document, with its line and the value found there. */
  fault(path: YamlPath, rest: Omit<Fault, "file" | "line" | "path">): Fault {
    return { file: this.file, line: this.lineOf(path), path: formatPath(path), ...rest };
  }

  /** A fault that names a path of this document, with its line where it has none. */
  located(fault: Fault): Fault {
    if (fault.file !== this.file || fault.path === undefined || fault.line !== undefined) return fault;
    return { ...fault, line: this.lineOf(parsePath(fault.path)) };
  }

  /** What the syntax allows and no reader could take: values that refer to nothing or to themselves, or are too many. */
  private structureFaults(): Fault[] {
    const faults: Fault[] = [];
    visit(this.document, {
      Node: (role, node, ancestors) => {
        if (ancestors.length > DEEPEST_NESTING) {
          faults.push(this.yamlFault(node.range?.[0] ?? 0, "it is nested too deeply", "write it flatter"));
          return visit.BREAK;
        }
        if (role === "key" && isScalar(node) && node.value === "__proto__") {
          faults.push(this.yamlFault(node.range?.[0] ?? 0, "no key can have this name", "take it out"));
        }
        if (!isAlias(node)) return undefined;
        const anchored = node.resolve(this.document);
        if (anchored !== undefined && !ancestors.includes(anchored)) return undefined;
        const message =
          anchored === undefined
            ? `no anchor &${node.source} stands before *${node.source}`
            : `*${node.source} stands inside of &${node.source}: it would contain itself`;
        faults.push(this.yamlFault(node.range?.[0] ?? 0, message, "write the value itself"));
        return undefined;
      },
    });
    return faults.length > 0 ? faults : this.repetitionFaults();
  }

  private repetitionFaults(): Fault[] {
    try {
      this.document.toJS();
      return [];
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      return [this.yamlFault(0, "its aliases repeat too much", "write the values themselves")];
    }
  }

  private yamlFault(offset: number, what: string, action: string): Fault {
    const { line } = this.lines.linePos(offset);
    const found = this.text.split(/\r?\n/)[line - 1]?.trim();
    return { file: this.file, line, message: `is not YAML that can be read: ${what}`, found, action };
  }

  /** Start of what a path leads to: of its key in a block, of the value itself in a list. */
  private startOf(path: YamlPath): number | undefined {
    const parent = path.length === 0 ? undefined : this.nodeAt(path.slice(0, -1));
    if (isMap(parent)) return rangeStart(pairOf(parent, path.at(-1))?.key);
    return rangeStart(this.nodeAt(path));
  }

  private nodeAt(path: YamlPath): Node | undefined {
    return path.reduce<Node | undefined>((node, step) => {
      if (isMap(node)) return this.resolved(pairOf(node, step)?.value);
      return isSeq(node) ? this.resolved(node.items[Number(step)]) : undefined;
    }, this.resolved(this.document.contents));
  }

  private resolved(node: unknown): Node | undefined {
    if (isAlias(node)) return node.resolve(this.document);
    return isNode(node) ? node : undefined;
  }
}

function pairOf(map: YAMLMap, key: unknown): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** A path as people write it: `apps[0].hosts[1]`. */
export function formatPath(path: YamlPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}

/** The steps of a path that {@link formatPath} made of keys without dots and brackets. */
function parsePath(text: string): YamlPath {
  return [...text.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([step, index]) =>
    index === undefined ? step : Number(index),
  );
}
