import { isIP } from "node:net";
import type { Fault } from "../definition/errors";
import {
  DEFAULT_MEMORY,
  DEFAULT_STOP_TIMEOUT,
  DEFAULT_TASKS_MAX,
  OWN_VARIABLES,
  percent,
  type ProgramServiceProps,
} from "./program-service-props";
import { unwritable } from "./unit";

/** A Go program with less hardly starts. */
const LEAST_MEMORY_MEBIBYTES = 32;
const ABSOLUTE_PATH = /^(?:\/[A-Za-z0-9._@+-]+)+$/;
/** Names that useradd takes and systemd takes without a warning, 31 characters at most. Source: systemd, user-util.c. */
const ACCOUNT = /^[a-z_][a-z0-9_-]{0,30}$/;

/** Everything that is wrong with the properties. `path` stands before each property's name. */
export function programServiceFaults(props: ProgramServiceProps, path = ""): Fault[] {
  return [
    ...identityFaults(props, path),
    ...limitFaults(props, path),
    ...Object.entries(props.environment ?? {}).flatMap(([name, value]) =>
      variableFaults(`${path}environment.`, name, value),
    ),
  ].filter((fault) => fault !== undefined);
}

type Check = Fault | undefined;

function identityFaults(props: ProgramServiceProps, path: string): Check[] {
  const account = "a name of a-z, 0-9, _ and -, at most 31 characters";
  return [
    ...(["description", "identifier"] as const).map((name) => textFault(path + name, props[name])),
    ...(["user", "group"] as const).map((name) =>
      check(path + name, props[name], ACCOUNT.test(props[name]), account),
    ),
    check(`${path}executable`, props.executable, ABSOLUTE_PATH.test(props.executable), "an absolute path"),
    ...(props.arguments ?? []).map((word, index) => textFault(`${path}arguments[${index}]`, word)),
    check(`${path}host`, props.host, props.host === undefined || isIP(props.host) !== 0, "an IP address"),
    check(`${path}port`, props.port, isWhole(props.port, 1024, 65_535), "a whole number from 1024 to 65535"),
  ];
}

function limitFaults(props: ProgramServiceProps, path: string): Check[] {
  const memory = props.memory ?? DEFAULT_MEMORY;
  const tasksMax = props.tasksMax ?? DEFAULT_TASKS_MAX;
  const cpu = props.cpuQuota === undefined ? undefined : percent(props.cpuQuota);
  const stop = (props.stopTimeout ?? DEFAULT_STOP_TIMEOUT).seconds;
  return [
    check(
      `${path}memory`,
      `${memory.mebibytes} MiB`,
      isWhole(memory.mebibytes, LEAST_MEMORY_MEBIBYTES, 2 ** 30),
      `whole MiB from ${LEAST_MEMORY_MEBIBYTES}`,
    ),
    check(`${path}tasksMax`, tasksMax, isWhole(tasksMax, 16, 1_000_000), "a whole number from 16 to 1000000"),
    check(
      `${path}cpuQuota`,
      `${cpu ?? ""} %`,
      cpu === undefined || isWhole(cpu, 1, 100_000),
      "whole per cent from 1 %",
    ),
    check(`${path}stopTimeout`, `${stop} s`, isWhole(stop, 1, 86_400), "whole seconds from 1 to 86400"),
  ];
}

function check(path: string, found: unknown, holds: boolean, allowed: string): Check {
  return holds ? undefined : { path, found, message: "is not allowed", allowed };
}

function variableFaults(path: string, name: string, value: string): Fault[] {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return [
      {
        path: path + name,
        message: "is not the name of a variable",
        allowed: "letters, digits and underscores",
      },
    ];
  if (OWN_VARIABLES.includes(name))
    return [{ path: path + name, message: "is set by the unit itself", action: "leave it out" }];
  const fault = textFault(path + name, value);
  return fault === undefined ? [] : [fault];
}

function textFault(path: string, found: string): Check {
  const message = unwritable(found);
  return message === undefined ? undefined : { path, found, message };
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
