/**
 * Launcher: runs a TypeScript entry with all that it imports as one bundle, compiled ahead and kept.
 *
 *     node lib/cli/launch.mjs ENTRY.ts [ARGUMENT ...]
 *
 * The entry exports `main(argv)`, which may return the exit status or a promise of it. What is thrown under the name
 * `UserError` is told without a stack trace and ends with status 1; any other error is a fault of the program, told
 * with the lines of the TypeScript sources, and ends with status 70 (EX_SOFTWARE of sysexits.h).
 *
 * Bundles are kept under `.landfall/bundle/` with the hashes of every source they were made from; sizes and times of
 * files only say which content has to be looked at again. Beside the bundle lies V8's code cache, written when the
 * first run ends so that it holds the functions which a run compiles. It is kept by hand: Node.js's own compile cache
 * is not there before 22.1, and took 25 ms more in the same synthesis on 22, 24 and 26. Because V8 compares no more
 * than the length of the source, a bundle is named after its own content.
 */
import { isAscii } from "node:buffer";
import fs from "node:fs";
import module, { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import {
  ROOT,
  complain,
  ensurePackages,
  isStarted,
  readIfThere,
  sha256,
  userError,
  writeWhole,
} from "./setup.mjs";

const BUNDLES = path.join(ROOT, ".landfall/bundle");
/** What decides on a bundle besides the sources that it imports; this file holds esbuild's options. */
const ALWAYS_INPUTS = ["lib/cli/launch.mjs", "package.json", "package-lock.json", "tsconfig.json"];
/** A file written this shortly before it was looked at may be written again within the same tick of its clock. */
const TICK_MILLISECONDS = 50;
const INTERNAL_ERROR_STATUS = 70;
const SOURCE = /\.(?:[cm]?[jt]sx?|json)$/;
/** What of a source file's own place esbuild would take from the bundle's place. */
const PLACE = /\b__(?:dirname|filename)\b|\bimport\.meta\b/;

/** Source maps of the bundles that run in this process, by the bundle's path. */
const sourceMaps = new Map();

/** Size and times of a file or folder, undefined where there is none. */
function stampOf(place) {
  const stat = fs.statSync(path.join(ROOT, place), { throwIfNoEntry: false });
  return stat && [stat.size, stat.mtimeMs, stat.ctimeMs];
}

/** Content of an input: of a folder, the names in it that could stand for an import. */
function contentOf(place) {
  const full = path.join(ROOT, place);
  if (!place.endsWith("/")) return sha256(fs.readFileSync(full));
  return sha256(
    fs
      .readdirSync(full)
      .filter((name) => SOURCE.test(name))
      .sort()
      .join("\n"),
  );
}

/** Stamp and content of an input; the stamp comes first, so that a later change shows. */
function look(place) {
  const stamp = stampOf(place);
  return stamp && { stamp, content: contentOf(place) };
}

/** True when a stamp taken at a time tells of every change since. */
function isSettled(stamp, takenAt) {
  return stamp[2] < takenAt - TICK_MILLISECONDS;
}

/**
 * The bundle that was kept for an entry, if every input still has the content it was made from.
 *
 * Inputs that look touched are read, and when all are as before the index learns their new stamps.
 */
function keptBundle(folder) {
  const index = JSON.parse(readIfThere(path.join(folder, "index.json")) ?? "null");
  if (index === null) return undefined;
  const lookedAt = Date.now();
  let touched = false;
  for (const [place, known] of Object.entries(index.inputs)) {
    const stamp = stampOf(place);
    if (stamp === undefined) return undefined;
    if (isSettled(stamp, index.lookedAt) && stamp.every((part, at) => part === known.stamp[at])) continue;
    touched = true;
    if (contentOf(place) !== known.content) return undefined;
    known.stamp = stamp;
  }
  const file = path.join(folder, index.bundle);
  const code = readBytes(file);
  if (touched && code !== undefined) {
    keep(() => writeWhole(path.join(folder, "index.json"), JSON.stringify({ ...index, lookedAt })));
  }
  return code && { file, code };
}

/** The file's bytes, undefined where it cannot be read. */
function readBytes(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Keeps something for the next run; where nothing can be written, the next run makes it again. */
function keep(write) {
  try {
    write();
  } catch {
    return;
  }
}

/** Gives each source file its own `__dirname`, `__filename` and `import.meta`, wherever the project lies. */
const placePlugin = {
  name: "place",
  setup(build) {
    build.onLoad({ filter: /\.(?:[cm]?ts|mjs)$/ }, ({ path: file }) => {
      const place = path.relative(ROOT, file);
      if (place.includes("node_modules")) return undefined;
      const text = fs.readFileSync(file, "utf8");
      if (!PLACE.test(text)) return undefined;
      const name = `require("node:path").join(__root, ${JSON.stringify(place)})`;
      const url = `require("node:url").pathToFileURL(__file_name).href`;
      const own = `const __file_name=${name}, __file_dir=require("node:path").dirname(__file_name), __file_url=${url};`;
      return { loader: file.endsWith("ts") ? "ts" : "js", contents: own + text };
    });
  },
};

/** What esbuild is told. The bundle is the text of a function, see {@link evaluate}. */
function buildOptions(entry, folder) {
  return {
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: path.join(folder, "bundle.cjs"),
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    metafile: true,
    sourcemap: "external",
    sourcesContent: false,
    keepNames: true,
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    logLevel: "silent",
    supported: { "dynamic-import": false },
    define: {
      __filename: "__file_name",
      __dirname: "__file_dir",
      "import.meta.filename": "__file_name",
      "import.meta.dirname": "__file_dir",
      "import.meta.url": "__file_url",
    },
    banner: { js: "(function (exports, require, module, __root, __file_name, __file_dir, __file_url) {" },
    footer: { js: "})" },
    plugins: [placePlugin],
  };
}

/** Bundles the entry with esbuild. */
async function runEsbuild(entry, folder) {
  const esbuild = await import("esbuild");
  try {
    return await esbuild.build(buildOptions(entry, folder));
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    const texts = await esbuild.formatMessages(error.errors, { kind: "error", color: false });
    throw userError(`cannot build ${path.relative(ROOT, entry)}\n${texts.join("").trimEnd()}`);
  } finally {
    await esbuild.stop();
  }
}

/** The project's own files among esbuild's inputs, and the folders that they lie in. */
function inputsOf(metafile) {
  const sources = Object.keys(metafile.inputs).filter(
    (place) => !place.includes("node_modules/") && stampOf(place),
  );
  const folders = sources.map((place) => `${path.posix.dirname(place)}/`);
  return [...new Set([...sources, ...folders, ...ALWAYS_INPUTS])].sort();
}

/**
 * Bundles the entry and keeps the bundle, with its source map, in place of those kept before.
 *
 * A source that was written while esbuild ran is recorded as unknown, so that the next run bundles anew.
 */
async function makeBundle(entry, folder) {
  const lookedAt = Date.now();
  const { metafile, outputFiles } = await runEsbuild(entry, folder);
  const inputs = {};
  for (const place of inputsOf(metafile)) {
    const seen = look(place);
    if (seen) inputs[place] = isSettled(seen.stamp, lookedAt) ? seen : { ...seen, content: "" };
  }
  const map = outputFiles.find((output) => output.path.endsWith(".map"));
  const code = outputFiles.find((output) => output !== map);
  const hash = sha256(code.contents).slice(0, 16);
  const file = path.join(folder, `${hash}.cjs`);
  keep(() => {
    writeWhole(`${file}.map`, map.contents);
    writeWhole(file, code.contents);
    writeWhole(path.join(folder, "index.json"), JSON.stringify({ bundle: `${hash}.cjs`, lookedAt, inputs }));
    for (const name of fs.readdirSync(folder)) {
      if (/^[0-9a-f]{16}\./.test(name) && !name.startsWith(hash))
        fs.rmSync(path.join(folder, name), { force: true });
    }
  });
  return { file, code: Buffer.from(code.contents) };
}

/** Runs a bundle with the code cache of this Node.js, and fills the cache at the end where it does not fit. */
function evaluate({ file, code }) {
  const cache = `${file}.${process.version}-${process.arch}.cache`;
  const cachedData = readBytes(cache);
  const text = code.toString(isAscii(code) ? "latin1" : "utf8");
  const script = new vm.Script(text, { filename: file, cachedData });
  if (cachedData === undefined || script.cachedDataRejected === true) {
    process.once("exit", () => keep(() => writeWhole(cache, script.createCachedData())));
  }
  sourceMaps.set(file, `${file}.map`);
  const loaded = { exports: {} };
  const run = script.runInThisContext();
  run(loaded.exports, createRequire(file), loaded, ROOT, file, path.dirname(file), pathToFileURL(file).href);
  return loaded.exports;
}

/**
 * Loads a TypeScript module through its bundle.
 *
 * @param entry path of the module
 * @returns what the module exports
 * @throws UserError when set-up fails, or when esbuild finds a fault in the sources
 */
export async function load(entry) {
  await ensurePackages();
  const full = path.resolve(entry);
  if (!fs.existsSync(full)) throw userError(`${entry} is not there`);
  const place = path.relative(ROOT, full).split(path.sep);
  const folder = path.join(BUNDLES, ...place.map((part) => (part === ".." ? "__" : part)));
  return evaluate(keptBundle(folder) ?? (await makeBundle(full, folder)));
}

/** A stack trace with the lines of the TypeScript sources. */
function mapStack(stack) {
  let mapped = stack;
  for (const [file, mapFile] of sourceMaps) {
    const text = readIfThere(mapFile);
    if (text === undefined || !mapped.includes(file)) continue;
    const map = new module.SourceMap(JSON.parse(text));
    const [before, ...after] = mapped.split(`${file}:`);
    mapped = after.reduce((done, rest) => {
      const [position, line, column] = /^(\d+):(\d+)/.exec(rest) ?? [];
      const found = position && map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!found?.originalSource) return `${done}${file}:${rest}`;
      const source = path.relative(ROOT, path.resolve(path.dirname(file), found.originalSource));
      return `${done}${source}:${found.originalLine + 1}:${found.originalColumn + 1}${rest.slice(position.length)}`;
    }, before);
  }
  return mapped;
}

/** Tells of an error in the way that its kind asks for; returns the exit status. */
export function report(error) {
  if (error?.name === "UserError") {
    complain(error.message);
    return 1;
  }
  complain(`internal error: ${mapStack(String(error?.stack ?? error))}`);
  return INTERNAL_ERROR_STATUS;
}

/** Ends the process at an error that nobody caught. A reader that closed the pipe is not an error. */
function endAt(error) {
  const isPipeClosed = error?.code === "EPIPE" && error.syscall === "write";
  process.exit(isPipeClosed ? 0 : report(error));
}

/** Runs an entry's `main` and sets the exit status of this process. */
export async function launch(entry, argv) {
  process.on("uncaughtException", endAt);
  try {
    const { main } = await load(entry);
    if (typeof main !== "function") throw new TypeError(`${entry} does not export a function named main`);
    const status = await main(argv);
    if (typeof status === "number") process.exitCode = status;
  } catch (error) {
    process.exitCode = report(error);
  }
}

if (isStarted(import.meta.url)) {
  const [entry, ...argv] = process.argv.slice(2);
  if (entry === undefined) {
    complain("usage: node lib/cli/launch.mjs ENTRY.ts [ARGUMENT ...]");
    process.exitCode = 1;
  } else {
    await launch(entry, argv);
  }
}
