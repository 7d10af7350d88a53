import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Definition } from "../../lib/definition/definition";
import type { ChangingEdgeCommand } from "../../lib/edge/edge-command";
import type { Terraform, TerraformResult } from "../../lib/edge/terraform-cli";
import { stateFile } from "../../lib/terraform/state";
import { exampleDefinition } from "../support/stacks";
import { edgeSettings } from "./edge";

/** A managed resource in Terraform's state. */
export interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly attributes?: object;
}

/** What a deployed edge has in its state, as far as the commands look. */
export const DEPLOYED: readonly StateResource[] = [
  {
    type: "docker_container",
    name: "server",
    attributes: {
      ports: [
        { internal: 30_080, external: 18_080 },
        { internal: 6443, external: 26_443 },
      ],
    },
  },
  { type: "docker_container", name: "agent", attributes: { ports: [] } },
  { type: "tls_private_key", name: "server_ca" },
  { type: "random_password", name: "token" },
  { type: "tls_locally_signed_cert", name: "app_web" },
  { type: "kubernetes_deployment_v1", name: "app" },
];

/** Text of a state that holds these resources. */
export function stateOf(resources: readonly StateResource[]): string {
  return JSON.stringify({
    version: 4,
    resources: resources.map(({ type, name, attributes = {} }) => ({
      mode: "managed",
      type,
      name,
      instances: [{ attributes }],
    })),
  });
}

/** Terraform that runs nothing: it answers as a test says, and remembers what it was asked for. */
export class FakeTerraform implements Terraform {
  readonly asked: string[] = [];

  /** @param answers what is said to a command that begins like that; all else succeeds without a word */
  constructor(
    readonly folder: string,
    private readonly answers: Readonly<
      Record<string, Partial<TerraformResult> | (() => Partial<TerraformResult>)>
    > = {},
  ) {}

  readonly run = (args: readonly string[]): Promise<TerraformResult> => {
    const command = args.filter((arg) => arg !== "-input=false" && arg !== "-auto-approve").join(" ");
    this.asked.push(command);
    const answer = Object.entries(this.answers).find(([beginning]) => command === beginning)?.[1] ?? {};
    const result = typeof answer === "function" ? answer() : answer;
    return Promise.resolve({ status: 0, stdout: "", output: result.stdout ?? "", ...result });
  };
}

/** What a scene is made of that differs from a deployed edge whose server answers. */
export interface Scene {
  readonly environment?: string;
  readonly state?: readonly StateResource[];
  readonly answers?: ConstructorParameters<typeof FakeTerraform>[1];
  readonly isApiThere?: boolean;
  /** False for a folder that nothing was synthesized into. */
  readonly isSynthesized?: boolean;
  readonly says?: boolean;
}

/** A command on a deployed edge, what it asked, and the ports that were looked at. */
export interface Stage {
  readonly command: ChangingEdgeCommand;
  readonly terraform: FakeTerraform;
  readonly questions: string[];
  readonly looks: number[];
}

/** Sets up a project in a folder of its own. */
export function stage(folder: string, scene: Scene = {}): Stage {
  const definition: Definition = exampleDefinition(folder, scene.environment ?? "dev");
  const stackFolder = path.join(folder, "stack");
  mkdirSync(path.join(stackFolder, ".terraform"), { recursive: true });
  if (scene.isSynthesized !== false) writeFileSync(path.join(stackFolder, "cdk.tf.json"), "{}");
  const text = stateOf(scene.state ?? DEPLOYED);
  const isLocal = definition.environment.state.backend === "local";
  if (isLocal) {
    mkdirSync(path.dirname(stateFile(definition, "edge")), { recursive: true });
    writeFileSync(stateFile(definition, "edge"), text);
  }
  const answers = { ...(isLocal ? {} : { "state pull": { stdout: text } }), ...scene.answers };
  const terraform = new FakeTerraform(stackFolder, answers);
  const questions: string[] = [];
  const looks: number[] = [];
  const command: ChangingEdgeCommand = {
    definition,
    settings: edgeSettings(),
    terraform,
    isApiThere: (port) => {
      looks.push(port);
      return Promise.resolve(scene.isApiThere ?? true);
    },
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(scene.says ?? true);
    },
  };
  return { command, terraform, questions, looks };
}
