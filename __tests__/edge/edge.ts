import type { Definition } from "../../lib/definition/definition";
import { programsOf } from "../../lib/definition/definition";
import { planEdge } from "../../lib/edge/plan";
import { edgePart, type EdgeSettings } from "../../lib/edge/settings";
import type { OciImage } from "../../lib/program/oci-image";
import { EdgeStack } from "../../stacks/edge-stack";
import { DIGEST, exampleDefinition, fakeFile, synthesized, type TerraformJson } from "../support/stacks";

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
  return synthesized(folder, (app) => new EdgeStack(app, { definition, settings, plan: planEdge(), images }));
}

/** The example with other settings for its program. */
export function withSettings(definition: Definition, settings: Record<string, string>): Definition {
  const apps = definition.apps.map((app) =>
    app.kind === "program" ? { ...app, program: { ...app.program, settings } } : app,
  );
  return { ...definition, apps };
}
