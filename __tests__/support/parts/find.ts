import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, type Dirent } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { ROOT, compareVersions, findProgram, readIfThere, sha256 } from "../../../lib/cli/setup.mjs";
import {
  PART_NAMES,
  partOf,
  type MirrorSearch,
  type Part,
  type PartName,
  type Source,
  type VersionQuestion,
} from "./table";

/** Folder of the parts that are installed for this project alone. */
export const PARTS_FOLDER = path.join(ROOT, ".landfall/parts");

/** File in which a run of all tests keeps what it found, so that no test file looks again. */
export const FOUND_FILE = path.join(PARTS_FOLDER, "found.json");

/** A part that is there. */
export interface PresentPart {
  /** The program, or the mirror's folder. */
  readonly path: string;
  /** Left out where nobody asks for it. */
  readonly version?: string;
}

/** A part that is not there, and why not. */
export interface MissingPart {
  readonly reason: string;
}

export type Finding = PresentPart | MissingPart;

/** What was found of every part. */
export type Findings = Readonly<Record<PartName, Finding>>;

/** What a run of all tests knows of the parts. */
export interface FoundParts {
  readonly findings: Findings;
  /** What a user does to run the tests that were skipped, one line each. */
  readonly advice: readonly string[];
}

/** Names of the parts that are not there. */
export function missingOf(findings: Findings): PartName[] {
  return PART_NAMES.filter((name) => !isPresent(findings[name]));
}

/** What a missing part is and why it was not taken. */
export function describeMissing(name: PartName, finding: Finding): string {
  return `${partOf(name).title}: ${isPresent(finding) ? "present" : finding.reason}`;
}

export function isPresent(finding: Finding): finding is PresentPart {
  return "path" in finding;
}

/** Debian keeps servers, and the plugins of container networks, in folders that are not on every user's PATH. */
const SERVER_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/lib/cni"];

/** A source whose parts are installed into the project's folder. */
export type OwnSource = Extract<Source, { kind: "pypi" | "go" | "npm" }>;

export function isOwn(source: Source): source is OwnSource {
  return source.kind in OWN_FOLDER_KINDS;
}

/** Looks for every part. */
export function findParts(): Findings {
  return Object.fromEntries(PART_NAMES.map((name) => [name, findPart(partOf(name))])) as Findings;
}

/** Looks for one part: in the project's folder, on PATH, or for its mirror. */
export function findPart(part: Part): Finding {
  if (part.isForRoot === true && process.getuid?.() !== 0) return { reason: "works for root only" };
  if (part.mirror) return findMirror(part.mirror);
  if (part.source.kind === "built") return findBuilt(part.source.folder);
  const programs = part.programs ?? [];
  const own = isOwn(part.source) ? findOwn(part.source, programs[0] ?? "") : undefined;
  return own ?? findPrograms(programs, part.version);
}

/** Where all parts have to be there, one that is not built yet counts as there: whoever uses it builds it. */
function findBuilt(folder: () => string): Finding {
  if (findProgram("go") === undefined) return { reason: "it is built with Go, which is not on PATH" };
  const built = folder();
  return existsSync(built) || arePartsRequired(process.env)
    ? { path: built }
    : { reason: "it is not built yet" };
}

/** True where a missing part is a failure: whoever runs the tests has asked for all parts to be installed. */
export function arePartsRequired(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment.CI === "true" || environment.LANDFALL_INSTALL === "1";
}

function findPrograms(names: readonly string[], question: VersionQuestion | undefined): Finding {
  const folders = [process.env.PATH ?? "", ...SERVER_FOLDERS].join(path.delimiter);
  const files = names.map((name) => findProgram(name, folders));
  const lacking = names.filter((_, at) => files[at] === undefined);
  const [file] = files;
  if (file === undefined || lacking.length > 0) return { reason: `${lacking.join(", ")} not found` };
  if (!question) return { path: file };
  const version = askVersion(file, question);
  return isWanted(version, question)
    ? { path: file, version }
    : { reason: wrongVersion(file, version, question) };
}

function askVersion(file: string, { ask, answer }: VersionQuestion): string | undefined {
  const [command, ...args] = ask.map((word) => (word === "{program}" ? file : word));
  const { stdout } = spawnSync(command ?? file, args, {
    encoding: "utf8",
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
  });
  return answer.exec(stdout)?.[1];
}

function isWanted(version: string | undefined, { exactly, oldest }: VersionQuestion): version is string {
  if (version === undefined) return false;
  return exactly === undefined ? compareVersions(version, oldest ?? "0") >= 0 : version === exactly;
}

function wrongVersion(
  file: string,
  version: string | undefined,
  { exactly, oldest }: VersionQuestion,
): string {
  const wanted = exactly ?? `${oldest ?? "any"} or newer`;
  return `${file} is ${version ?? "of no known version"}, ${wanted} is needed`;
}

/** What pip, Go or npm is asked for. */
export function requirementOf(source: OwnSource): string {
  if (source.kind === "go") return `${source.module}@${source.version}`;
  if (source.kind === "npm") return `${source.name}@${source.version}`;
  return `${source.name}${source.extra === undefined ? "" : `[${source.extra}]`}==${source.version}`;
}

const OWN_FOLDER_KINDS = { pypi: "venv", go: "go", npm: "npm" } as const;

/** Folder of the programs in a part of that kind. */
function programFolder(source: OwnSource, folder: string): string {
  return source.kind === "npm"
    ? path.join(folder, "node_modules", source.name, "bin")
    : path.join(folder, "bin");
}

/** Folder of a part that is installed for this project alone; another version gets another folder. */
export function ownFolderOf(source: OwnSource): string {
  return path.join(
    PARTS_FOLDER,
    `${OWN_FOLDER_KINDS[source.kind]}-${sha256(requirementOf(source)).slice(0, 12)}`,
  );
}

/** File that a finished folder holds: the path it was made for, since a virtual environment that was moved is broken. */
export function markOf(folder: string): string {
  return path.join(folder, ".made-for");
}

function findOwn(source: OwnSource, program: string): PresentPart | undefined {
  const folder = ownFolderOf(source);
  if (readIfThere(markOf(folder)) !== folder) return undefined;
  return { path: path.join(programFolder(source, folder), program), version: source.version };
}

/** Levels of folders between a root and a mirror in it. */
const MIRROR_DEPTH = 3;

function findMirror({ variable, provider, roots }: MirrorSearch): Finding {
  const named = process.env[variable];
  const places = named === undefined ? roots.map((root) => root.replace(/^~/, homedir())) : [named];
  const depth = named === undefined ? MIRROR_DEPTH : 0;
  for (const folder of places.flatMap((root) => [...foldersUnder(root, depth)])) {
    const version = newestIn(path.join(folder, provider));
    if (version !== undefined) return { path: folder, version };
  }
  return { reason: `none in ${named ?? roots.join(", ")} holds ${provider} for this platform` };
}

function* foldersUnder(folder: string, depth: number): Generator<string> {
  yield folder;
  if (depth === 0) return;
  for (const entry of readFolder(folder)) {
    if (entry.isDirectory() && entry.name !== "node_modules") {
      yield* foldersUnder(path.join(folder, entry.name), depth - 1);
    }
  }
}

function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Newest version of a provider for this platform, in either layout of a mirror: unpacked folders or archives. */
function newestIn(provider: string): string | undefined {
  if (!existsSync(provider)) return undefined;
  const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  const archive = new RegExp(`^terraform-provider-[a-z]+_(.+)_${platform}\\.zip$`);
  return readdirSync(provider)
    .map((name) => (existsSync(path.join(provider, name, platform)) ? name : archive.exec(name)?.[1]))
    .filter((version) => version !== undefined)
    .sort(compareVersions)
    .at(-1);
}
