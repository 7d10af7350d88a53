import { isIP } from "node:net";
import type { Fault } from "../definition/errors";
import { UserError } from "../definition/errors";
import { Duration, Size, type Share } from "../definition/units";
import { HARDENING } from "./hardening";
import {
  commandWord,
  environmentAssignment,
  plainText,
  renderUnit,
  setting,
  unwritable,
  type Setting,
} from "./unit";

/** A program as a system service. */
export interface ProgramServiceProps {
  /** What the service is, for people. */
  readonly description: string;

  /** Name of the program in the journal. */
  readonly identifier: string;

  /** System user and group that the program runs as; they must exist. */
  readonly user: string;
  readonly group: string;

  /** Absolute path of the executable. */
  readonly executable: string;

  /** @default [] */
  readonly arguments?: readonly string[];

  /** TCP port on which the program listens, 1024 to 65535: it has no right to a lower one. */
  readonly port: number;

  /**
   * Address on which the program listens.
   * @default "127.0.0.1" - only this machine reaches it
   */
  readonly host?: string;

  /**
   * More environment variables. {@link OWN_VARIABLES} are set by the unit and refused here. Any user of the machine can
   * read them: no secrets.
   * @default {}
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Most memory that the program may use, in whole MiB from 32; GOMEMLIMIT is 90 % of it, so that Go collects garbage
   * before the kernel kills.
   * @default DEFAULT_MEMORY, 512 MiB
   */
  readonly memory?: Size;

  /**
   * Most threads and processes.
   * @default 512
   */
  readonly tasksMax?: number;

  /**
   * Most processor time, where 100 % is one core; GOMAXPROCS is set to match, rounded up.
   * @default - no limit
   */
  readonly cpuQuota?: Share;

  /**
   * How long the program may take to end after SIGTERM before it is killed, in whole seconds.
   * @default DEFAULT_STOP_TIMEOUT, 30 s
   */
  readonly stopTimeout?: Duration;

  /**
   * Whether the program may ask the cloud's metadata service for credentials of the machine.
   * @default false - a hole in the program would hand out the rights of the whole machine
   */
  readonly instanceMetadata?: boolean;
}

/** Variables that the unit sets itself. */
export const OWN_VARIABLES: readonly string[] = ["HOST", "PORT", "GOMEMLIMIT", "GOMAXPROCS"];

/** Memory of a program for which nothing is said. */
export const DEFAULT_MEMORY = Size.mebibytes(512);

/** Above the sample program's drain delay of 3 s and shutdown time-out of 20 s. */
export const DEFAULT_STOP_TIMEOUT = Duration.seconds(30);

/** Share of the memory limit at which Go's garbage collector works hardest; the rest is for stacks and the kernel's share. */
const GO_MEMORY_RATIO = 0.9;

const LEAST_MEMORY_MEBIBYTES = 32;
const DEFAULT_TASKS = 512;

/** A crash is answered after 2 s; a program that dies at once is given up after 100 starts within 10 minutes. */
const RESTART_SECONDS = 2;
const START_LIMIT = { burst: 100, intervalSeconds: 600 };

/** Addresses of the metadata service. Source: Amazon EC2 User Guide, instance metadata; Alibaba Cloud ECS, instance metadata. */
const METADATA_ADDRESSES = "169.254.169.254 fd00:ec2::254 100.100.100.200";

/** How many bytes of memory Go may use under a limit, as GOMEMLIMIT takes it. */
export function goMemoryLimit(memory: Size): string {
  return `${Math.floor(memory.bytes * GO_MEMORY_RATIO)}B`;
}

const ABSOLUTE_PATH = /^(?:\/[A-Za-z0-9._@+-]+)+$/;
/** Names that useradd takes and systemd takes without a warning, 31 characters at most. Source: systemd, user-util.c. */
const ACCOUNT = /^[a-z_][a-z0-9_-]{0,30}$/;

/** Everything that is wrong with the properties. `path` stands before each property's name. */
export function programServiceFaults(props: ProgramServiceProps, path = ""): Fault[] {
  const {
    memory = DEFAULT_MEMORY,
    tasksMax = DEFAULT_TASKS,
    cpuQuota,
    stopTimeout = DEFAULT_STOP_TIMEOUT,
  } = props;
  return [
    ...(["description", "identifier"] as const).map((name) => textFault(path + name, props[name])),
    ...(["user", "group"] as const).map((name) =>
      check(
        path,
        name,
        props[name],
        ACCOUNT.test(props[name]),
        "a name of a-z, 0-9, _ and -, at most 31 characters",
      ),
    ),
    check(path, "executable", props.executable, ABSOLUTE_PATH.test(props.executable), "an absolute path"),
    ...(props.arguments ?? []).map((word, index) => textFault(`${path}arguments[${index}]`, word)),
    check(path, "host", props.host, props.host === undefined || isIP(props.host) !== 0, "an IP address"),
    check(path, "port", props.port, isWhole(props.port, 1024, 65_535), "a whole number from 1024 to 65535"),
    check(
      path,
      "memory",
      `${memory.mebibytes} MiB`,
      isWhole(memory.mebibytes, LEAST_MEMORY_MEBIBYTES, 2 ** 30),
      `whole MiB from ${LEAST_MEMORY_MEBIBYTES}`,
    ),
    check(path, "tasksMax", tasksMax, isWhole(tasksMax, 16, 1_000_000), "a whole number from 16 to 1000000"),
    check(
      path,
      "cpuQuota",
      cpuQuota?.ratio,
      cpuQuota === undefined || isWhole(percent(cpuQuota), 1, 100_000),
      "whole percent from 1 %",
    ),
    check(
      path,
      "stopTimeout",
      `${stopTimeout.seconds} s`,
      isWhole(stopTimeout.seconds, 1, 86_400),
      "whole seconds from 1 to 86400",
    ),
    ...Object.entries(props.environment ?? {}).flatMap(([name, value]) =>
      variableFaults(`${path}environment.`, name, value),
    ),
  ].filter((fault) => fault !== undefined);
}

function check(
  path: string,
  property: string,
  found: unknown,
  holds: boolean,
  allowed: string,
): Fault | undefined {
  return holds ? undefined : { path: path + property, found, message: "is not allowed", allowed };
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

function textFault(path: string, found: string): Fault | undefined {
  const message = unwritable(found);
  return message === undefined ? undefined : { path, found, message };
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function percent(share: Share): number {
  return Math.round(share.ratio * 1e8) / 1e6;
}

/**
 * The unit of a program: starts at boot, is restarted when it ends, may do nothing but its work.
 *
 * For systemd 249 or later (Ubuntu 22.04, Debian 12).
 * @throws UserError that lists every fault
 */
export function programService(props: ProgramServiceProps): string {
  UserError.throwIfAny(programServiceFaults(props));
  return renderUnit({
    sections: [
      {
        name: "Unit",
        settings: [
          setting("Description", plainText(props.description)),
          setting("Wants", "network-online.target"),
          setting("After", "network-online.target"),
          setting("StartLimitIntervalSec", START_LIMIT.intervalSeconds),
          setting("StartLimitBurst", START_LIMIT.burst),
        ],
      },
      { name: "Service", settings: [...execution(props), ...limits(props), ...network(props), ...HARDENING] },
      { name: "Install", settings: [setting("WantedBy", "multi-user.target")] },
    ],
  });
}

function execution(props: ProgramServiceProps): Setting[] {
  const words = [props.executable, ...(props.arguments ?? [])].map(commandWord);
  return [
    setting("Type", "exec"),
    setting("ExecStart", words.join(" ")),
    setting("User", props.user),
    setting("Group", props.group),
    setting("SyslogIdentifier", plainText(props.identifier)),
    ...environment(props).map(([name, value]) => setting("Environment", environmentAssignment(name, value))),
    setting("Restart", "always"),
    setting("RestartSec", RESTART_SECONDS),
    setting("TimeoutStopSec", (props.stopTimeout ?? DEFAULT_STOP_TIMEOUT).seconds),
  ];
}

function environment(props: ProgramServiceProps): [string, string][] {
  const own: [string, string][] = [
    ["HOST", props.host ?? "127.0.0.1"],
    ["PORT", String(props.port)],
    ["GOMEMLIMIT", goMemoryLimit(props.memory ?? DEFAULT_MEMORY)],
  ];
  if (props.cpuQuota !== undefined)
    own.push(["GOMAXPROCS", String(Math.ceil(percent(props.cpuQuota) / 100))]);
  const given = Object.entries(props.environment ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...own, ...given];
}

function limits(props: ProgramServiceProps): Setting[] {
  const quota = props.cpuQuota === undefined ? [] : [setting("CPUQuota", `${percent(props.cpuQuota)}%`)];
  return [
    setting("MemoryMax", (props.memory ?? DEFAULT_MEMORY).bytes),
    setting("MemorySwapMax", 0),
    setting("TasksMax", props.tasksMax ?? DEFAULT_TASKS),
    ...quota,
  ];
}

/** Other programs' ports are out of reach, so that none can take a neighbour's while that one restarts. */
function network(props: ProgramServiceProps): Setting[] {
  const metadata = props.instanceMetadata === true ? [] : [setting("IPAddressDeny", METADATA_ADDRESSES)];
  return [setting("SocketBindAllow", `tcp:${props.port}`), setting("SocketBindDeny", "any"), ...metadata];
}
