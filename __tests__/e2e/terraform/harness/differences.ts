import { isDeepStrictEqual } from "node:util";
import type { Plan, ResourceChange } from "./terraform";

/** An attribute that moto does not give back as it was set, so that every plan sets it again. */
export interface Difference {
  readonly type: string;
  readonly attribute: string;
  readonly why: string;
}

const TEMPLATE_TAGS = "moto adds the tags of the template itself to those of what is launched from it";
const LOST_DESCRIPTION = "moto forgets the description of a rule whose source is a security group";

/** All that a second plan may change again in moto, and nothing else. */
export const KNOWN_DIFFERENCES: readonly Difference[] = [
  { type: "aws_autoscaling_group", attribute: "default_instance_warmup", why: "moto forgets it" },
  {
    type: "aws_autoscaling_group",
    attribute: "capacity_reservation_specification",
    why: "computed anew whenever anything of the group changes",
  },
  { type: "aws_autoscaling_policy", attribute: "enabled", why: "moto answers false" },
  {
    type: "aws_autoscaling_policy",
    attribute: "predictive_scaling_configuration",
    why: "moto answers with an empty block",
  },
  { type: "aws_launch_template", attribute: "tag_specifications", why: TEMPLATE_TAGS },
  { type: "aws_launch_template", attribute: "latest_version", why: `${TEMPLATE_TAGS}: another version` },
  { type: "aws_launch_template", attribute: "default_version", why: `${TEMPLATE_TAGS}: another version` },
  { type: "aws_autoscaling_group", attribute: "launch_template", why: `${TEMPLATE_TAGS}: another version` },
  { type: "aws_vpc_security_group_egress_rule", attribute: "description", why: LOST_DESCRIPTION },
  { type: "aws_vpc_security_group_ingress_rule", attribute: "description", why: LOST_DESCRIPTION },
];

/**
 * What a plan would change although nothing was changed since the apply, without the {@link KNOWN_DIFFERENCES}.
 *
 * A known difference counts only where the plan wants the value that was wanted from the beginning, or where that was
 * left to AWS.
 *
 * @param first the plan that was applied
 * @returns addresses and attributes, such as `aws_vpc.network_vpc.tags`; none for an empty plan
 */
export function unexpectedChanges(plan: Plan, first: Plan): string[] {
  const wanted = new Map(first.resource_changes?.map((each) => [each.address, each.change.after]));
  const outputs = Object.entries(plan.output_changes ?? {})
    .filter(([, { actions }]) => !isNothing(actions))
    .map(([name]) => `output.${name}`);
  const resources = (plan.resource_changes ?? []).flatMap((each) =>
    changedAttributes(each)
      .filter((attribute) => !isKnown(each, attribute, wanted.get(each.address)))
      .map((attribute) => `${each.address}.${attribute}`),
  );
  return [...outputs, ...resources];
}

/** Those of the {@link KNOWN_DIFFERENCES} that a plan does not have, which are known no longer. */
export function unseenDifferences(plan: Plan): string[] {
  const seen = (plan.resource_changes ?? []).flatMap((each) =>
    changedAttributes(each).map((attribute) => `${each.type}.${attribute}`),
  );
  return KNOWN_DIFFERENCES.map(({ type, attribute }) => `${type}.${attribute}`).filter(
    (each) => !seen.includes(each),
  );
}

function isNothing(actions: readonly string[]): boolean {
  return actions.every((action) => action === "no-op" || action === "read");
}

/** Attributes that are to change; in place of them the action, where the whole resource comes or goes. */
function changedAttributes({ change }: ResourceChange): string[] {
  const { actions, before, after, after_unknown: unknown } = change;
  if (isNothing(actions)) return [];
  if (before === null || after === null || !isDeepStrictEqual(actions, ["update"]))
    return [actions.join("+")];
  return [...new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)])].filter(
    (attribute) => holdsTrue(unknown[attribute]) || !isDeepStrictEqual(before[attribute], after[attribute]),
  );
}

/** Whether a value is known after apply only, in whole or in part. */
function holdsTrue(unknown: unknown): boolean {
  if (typeof unknown === "object" && unknown !== null) return Object.values(unknown).some(holdsTrue);
  return unknown === true;
}

function isKnown(
  { type, change }: ResourceChange,
  attribute: string,
  wanted: Readonly<Record<string, unknown>> | null | undefined,
): boolean {
  const isListed = KNOWN_DIFFERENCES.some((each) => each.type === type && each.attribute === attribute);
  const value = wanted?.[attribute];
  const isOpen = value === undefined || holdsTrue(change.after_unknown[attribute]);
  return isListed && (isOpen || isDeepStrictEqual(change.after?.[attribute], value));
}
