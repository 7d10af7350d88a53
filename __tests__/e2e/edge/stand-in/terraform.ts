import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { plainAddress, stackAddresses, standIn, type Body } from "../../../edge/stand-in-json";
import type { TerraformJson } from "../../../support/stacks";
import { Machine } from "./machine";

/**
 * `terraform` for whoever finds it on PATH: the real one, on the stand-in of the stack in this folder.
 *
 * The stand-in lies in a folder of its own with a state of its own. Where the stack has its state, a state is written
 * with the stack's own types and addresses. Other than the real providers it strikes off the state what is gone even
 * when the plan fails afterwards.
 *
 * @param argv the real program, the stand-in's folder, and the arguments
 */
export async function main([program = "", folder = "", ...args]: readonly string[]): Promise<number> {
  const stack = process.cwd();
  const machine = new Machine(folder);
  const isAsked = REFRESHING.includes(args[0] ?? "") && !args.includes("-refresh=false");
  const gone = isAsked ? machine.lostOf(managed(folder).map(addressOf)) : [];
  const quietly = ["state", "rm", ...gone.map(plainAddress)];
  if (gone.length > 0) spawnSync(program, quietly, { cwd: folder, stdio: "ignore" });
  translate(stack, folder, isAsked);
  const status = await told(program, args.map(plainAddress), folder);
  const seen = seenState(folder);
  if (seen !== undefined) writeFileSync(path.resolve(stack, statePath(stack)), JSON.stringify(seen));
  return status;
}

/** Commands before which providers look at what is there. */
const REFRESHING = ["plan", "apply", "destroy", "refresh"];

const CONFIGURATION = "cdk.tf.json";
const OVERRIDE = "_override.tf.json";
const STATE = "terraform.tfstate";

interface StateResource {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    readonly status?: string;
    readonly attributes: { readonly id: string; readonly output?: { readonly value?: object } };
  }[];
}

interface State {
  readonly resources: readonly StateResource[];
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function configurationOf(stack: string): TerraformJson | undefined {
  const file = path.join(stack, CONFIGURATION);
  return existsSync(file) ? (readJson(file) as TerraformJson) : undefined;
}

/** Where the stack has its local state. */
function statePath(stack: string): string {
  return String(configurationOf(stack)?.terraform["backend"]?.["local"]?.["path"]);
}

/** Writes the stand-in of the stack and of every file that is laid over it. */
function translate(stack: string, folder: string, isAsked: boolean): void {
  const json = configurationOf(stack);
  if (json === undefined) return;
  const api = String(json.provider["kubernetes"]?.[0]?.["host"]);
  const source = (name: string): { backend: string; config: Body } => ({
    backend: "http",
    config: { address: `${api}/${name}`, skip_cert_verification: true, retry_max: 0 },
  });
  const written = standIn(json, { source, provisioners: (address) => Machine.provisioners(address) });
  if (isAsked) addReadOfObjects(written, folder, source("objects"));
  write(folder, CONFIGURATION, written);
  for (const old of readdirSync(folder).filter((name) => name.endsWith(OVERRIDE))) {
    rmSync(path.join(folder, old));
  }
  for (const name of readdirSync(stack).filter((each) => each.endsWith(OVERRIDE))) {
    write(folder, name, overrideStandIn(readJson(path.join(stack, name)) as TerraformJson));
  }
}

/** The Kubernetes provider asks for each object that the state knows; a target without objects asks for none. */
function addReadOfObjects(written: Body, folder: string, source: Body): void {
  if (!managed(folder).some(({ name }) => name.startsWith("kubernetes_"))) return;
  const data = written["data"] as { terraform_remote_state: Body };
  data.terraform_remote_state["objects"] = source;
}

function overrideStandIn({ resource = {} }: TerraformJson): Body {
  const bodies = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, body]) => [`${type}__${name}`, body] as const),
  );
  return { resource: { terraform_data: Object.fromEntries(bodies) } };
}

function write(folder: string, name: string, json: unknown): void {
  writeFileSync(path.join(folder, name), JSON.stringify(json, undefined, 2));
}

/** Runs the real program and tells what it says, line by line. */
function told(program: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(program, [...args], { cwd, stdio: ["inherit", "pipe", "pipe"] });
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    createInterface({ input: from }).on("line", (line) => {
      if (!OF_PROVISIONERS.test(line)) to.write(`${inStackTypes(stackAddresses(line))}\n`);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      resolve(status ?? 1);
    });
  });
}

/** Lines about the scripts that make things: no provider says them. */
const OF_PROVISIONERS = /Provisioning with 'local-exec'|\(local-exec\):/;

/** As a plan shows a resource: `resource "docker_container" "server"`. */
function inStackTypes(line: string): string {
  return line.replace(/"terraform_data" "([a-z0-9_]+?)__/, '"$1" "');
}

function stateOf(folder: string): State | undefined {
  const file = path.join(folder, STATE);
  return existsSync(file) ? (readJson(file) as State) : undefined;
}

/** What the stand-in's state manages in the place of the providers' resources. */
function managed(folder: string): StateResource[] {
  return (stateOf(folder)?.resources ?? []).filter(
    ({ mode, name }) => mode === "managed" && name.includes("__"),
  );
}

function addressOf({ name }: StateResource): string {
  return name.replace("__", ".");
}

/** The state as the stack's own providers would have it. */
function seenState(folder: string): object | undefined {
  const state = stateOf(folder);
  if (state === undefined) return undefined;
  const resources = state.resources.map((resource) => {
    const [type = "", name = ""] = resource.name.split("__");
    if (name === "") return resource;
    const instances = resource.instances.map(({ status, attributes: { id, output } }) => ({
      ...(status === undefined ? {} : { status }),
      attributes: { ...output?.value, id },
    }));
    return { mode: resource.mode, type, name, instances };
  });
  return { ...state, resources };
}
