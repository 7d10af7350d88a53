import { z } from "zod";
import { awsAccountPart } from "../aws/account";
import { bounded } from "../definition/fields";
import type { TargetPart } from "../definition/part";
import { targetFields, type TargetSettings } from "../definition/target";
import { Duration, durationForm, sizeForm, type Size } from "../definition/units";
import { RETENTION_DAYS } from "./retention";

/** `targets.serverless` in landfall.yaml. */
export interface ServerlessSettings extends TargetSettings {
  /** Memory of a function, which its share of processor follows. */
  readonly memory: Size;
  /** After how long a request is given up. */
  readonly timeout: Duration;
  /** How long one request takes on average, for the cost. */
  readonly averageDuration: Duration;
  /** How long log events are kept. */
  readonly logRetention: Duration;
}

/** Bounds of a function. Source: AWS Lambda quotas. */
const MEMORY_MEBIBYTES = { least: 128, most: 10_240 };
const TIMEOUT_SECONDS = { least: 1, most: 900 };

/** What the rule on the two times needs; it holds whatever is wrong with the other fields. */
const isDuration = z.custom<Duration>((value) => value instanceof Duration);
const BOTH_TIMES = z.looseObject({ averageDuration: isDuration, timeout: isDuration });

export const serverlessPart: TargetPart<ServerlessSettings> = {
  name: "serverless",
  cloud: awsAccountPart.name,
  schema: z
    .strictObject({
      ...targetFields,
      memory: bounded(
        sizeForm,
        ({ mebibytes }) =>
          Number.isInteger(mebibytes) &&
          mebibytes >= MEMORY_MEBIBYTES.least &&
          mebibytes <= MEMORY_MEBIBYTES.most,
        `whole MiB from ${MEMORY_MEBIBYTES.least}MiB to ${MEMORY_MEBIBYTES.most}MiB`,
      ).describe("Memory of a function"),
      timeout: bounded(
        durationForm,
        ({ seconds }) =>
          Number.isInteger(seconds) && seconds >= TIMEOUT_SECONDS.least && seconds <= TIMEOUT_SECONDS.most,
        `whole seconds from ${TIMEOUT_SECONDS.least}s to ${TIMEOUT_SECONDS.most}s`,
      ).describe("After how long a request is given up"),
      averageDuration: bounded(
        durationForm,
        ({ seconds }) => seconds > 0,
        "a time above 0, such as 20ms",
      ).describe("How long one request takes on average, for the cost"),
      logRetention: bounded(
        durationForm,
        ({ days }) => RETENTION_DAYS.some((kept) => kept === days),
        `one of ${RETENTION_DAYS.map((days) => `${days}d`).join(", ")}, which CloudWatch accepts`,
      ).describe("How long log events are kept"),
    })
    .superRefine(
      (settings, context) => {
        if (settings.averageDuration.seconds <= settings.timeout.seconds) return;
        context.addIssue({
          code: "custom",
          path: ["averageDuration"],
          message: `at most the timeout of ${settings.timeout.seconds}s`,
        });
      },
      { when: ({ value }) => BOTH_TIMES.safeParse(value).success },
    ),
};
