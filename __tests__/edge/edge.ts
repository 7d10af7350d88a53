import type { Definition } from "../../lib/definition/definition";
import { programsOf } from "../../lib/definition/definition";
import { planEdge } from "../../lib/edge/plan";
import { edgePart, type EdgeSettings } from "../../lib/edge/settings";
import type { OciImage } from "../../lib/program/oci-image";
import { EdgeStack } from "../../stacks/edge-stack";
import {
  DIGEST,
  exampleDefinition,
  fakeFile,
  only,
  synthesized,
  type TerraformJson,
} from "../support/stacks";

/** Settings of the edge when nothing is said, but for what a test says. */
export function edgeSettings(change: Partial<EdgeSettings> = {}): EdgeSettings {
  return { ...edgePart.schema.parse({}), ...change };
}

/** An image with a fixed digest. */
export function fakeImage(folder: string, app: string, digest = DIGEST): OciImage {
  const tag = digest.slice(0, 12);
  return { ...fakeFile(folder, `${app}.tar`), digest, tag, reference: `landfall.invalid/${app}:${tag}` };
}

/** What a test changes of the example. */
export interface EdgeChange {
  readonly environment?: string;
  readonly settings?: Partial<EdgeSettings>;
  readonly definition?: (definition: Definition) => Definition;
  /** Digest of every program's image. */
  readonly digest?: string;
}

/** The edge stack of the example, with a fixed digest in every image's place. */
export function edgeJson(folder: string, change: EdgeChange = {}): TerraformJson {
  const example = exampleDefinition(folder, change.environment);
  const definition = change.definition?.(example) ?? example;
  const settings = edgeSettings(change.settings);
  const images = new Map(
    programsOf(definition).map(({ name }) => [name, fakeImage(folder, name, change.digest)]),
  );
  return synthesized(
    folder,
    (app) => new EdgeStack(app, { definition, settings, plan: planEdge(definition, []), images }),
  );
}

/** The example with other settings for its program. */
export function withSettings(definition: Definition, settings: Record<string, string>): Definition {
  const apps = definition.apps.map((app) =>
    app.kind === "program" ? { ...app, program: { ...app.program, settings } } : app,
  );
  return { ...definition, apps };
}

/** A resource, data source or block as JSON. */
export type Body = Record<string, unknown>;

/** One resource of a stack. */
export function resource(json: TerraformJson, type: string, name: string): Body {
  const found = json.resource?.[type]?.[name];
  if (found === undefined) throw new Error(`there is no ${type}.${name}`);
  return found;
}

/** The resources in the cluster, by type and then by name. */
export function objects(json: TerraformJson): [string, Record<string, Body>][] {
  return Object.entries(json.resource ?? {}).filter(([type]) => type.startsWith("kubernetes_"));
}

/** One Docker container of a stack. */
export function container(json: TerraformJson, name: string): Body {
  return resource(json, "docker_container", name);
}

/** The template of the program's pods. */
export function podTemplate(json: TerraformJson): {
  metadata: Record<string, Record<string, string>>;
  spec: Body;
} {
  const { spec } = only(json, "kubernetes_deployment_v1") as {
    spec: { template: ReturnType<typeof podTemplate> };
  };
  return spec.template;
}

/** The only container of the program's pods. */
export function podContainer(json: TerraformJson): Body {
  return (podTemplate(json).spec["container"] as Body[])[0]!;
}

/** The only condition of a data source. */
export function postcondition(
  json: TerraformJson,
  source: string,
  name: string,
): { condition: string; error_message: string } {
  const { lifecycle } = json.data![source]![name] as {
    lifecycle: { postcondition: { condition: string; error_message: string }[] };
  };
  return lifecycle.postcondition[0]!;
}

/** What a resource is made anew with. */
export function replacedWith(body: Body): unknown {
  return (body["lifecycle"] as Body)["replace_triggered_by"];
}
