import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document, type Node } from "yaml";
import type { Fault } from "./errors";

/** Steps from the top of a YAML document to a value: keys and indices. */
export type YamlPath = readonly (string | number)[];

/** A YAML text that knows on which line each value stands. */
export class YamlSource {
  private readonly document: Document;
  private readonly lines = new LineCounter();

  /** @param file name for messages, relative to the project's folder */
  constructor(
    readonly file: string,
    text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true, prettyErrors: false });
  }

  /** Faults of YAML itself: broken syntax, a key written twice. */
  get faults(): Fault[] {
    return this.document.errors.map((error) => ({
      file: this.file,
      line: this.lines.linePos(error.pos[0]).line,
      message: `is not YAML: ${error.message}`,
      action: "mend the syntax; values with : or # in them need quotes",
    }));
  }

  /** The plain value of the whole document. */
  get value(): unknown {
    return this.document.toJS() as unknown;
  }

  /** What stands at a path; undefined when nothing does. */
  valueAt(path: YamlPath): unknown {
    const node = this.document.getIn(path, true);
    return isNode(node) ? (node.toJS(this.document) as unknown) : node;
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

  private startOf(path: YamlPath): number | undefined {
    const key = path.at(-1);
    const parent = path.length === 0 ? undefined : this.document.getIn(path.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      return (pair?.key as Node | undefined)?.range?.[0];
    }
    const node = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    return isNode(node) ? node.range?.[0] : undefined;
  }
}

/** A path as people write it: `apps[0].hosts[1]`. */
export function formatPath(path: YamlPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}
