import { z } from "zod";
import { oneOf } from "./fields";
import { ARCHITECTURES, type Architecture } from "./schema";

/** What landfall.yaml says of every target, whatever its kind. */
export interface TargetSettings {
  readonly enabled: boolean;
  /** Processor of the machines that the program runs on there. */
  readonly architecture: Architecture;
}

/** Fields that every target's part of landfall.yaml begins with. */
export const targetFields = {
  enabled: z
    .boolean({ error: () => "true or false" })
    .default(true)
    .describe("false: as if it were not there"),
  architecture: oneOf(ARCHITECTURES).default("amd64").describe("Processor of the target's machines"),
};
