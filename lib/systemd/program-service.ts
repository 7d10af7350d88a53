import { UserError } from "../definition/errors";
import type { Size } from "../definition/units";
import { HARDENING } from "./hardening";
import { programServiceFaults } from "./program-service-faults";
import {
  DEFAULT_MEMORY,
  DEFAULT_STOP_TIMEOUT,
  DEFAULT_TASKS_MAX,
  percent,
  type ProgramServiceProps,
} from "./program-service-props";
import { commandWord, environmentAssignment, plainText, renderUnit, setting, type Setting } from "./unit";

/** Share of the memory limit at which Go's garbage collector works hardest; the rest is for stacks and the kernel's share. */
const GO_MEMORY_RATIO = 0.9;

/** A crash is answered after 2 s; a program that dies at once is given up after 100 starts within 10 minutes. */
const RESTART_SECONDS = 2;
const START_LIMIT = { burst: 100, intervalSeconds: 600 };

/** Addresses of the metadata service. Source: Amazon EC2 User Guide, instance metadata; Alibaba Cloud ECS, instance metadata. */
const METADATA_ADDRESSES = "169.254.169.254 fd00:ec2::254 100.100.100.200";

/** How many bytes of memory Go may use under a limit, as GOMEMLIMIT takes it. */
export function goMemoryLimit(memory: Size): string {
  return `${Math.floor(memory.bytes * GO_MEMORY_RATIO)}B`;
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
    setting("TasksMax", props.tasksMax ?? DEFAULT_TASKS_MAX),
    ...quota,
  ];
}

/** Other programs' ports are out of reach, so that none can take a neighbour's while that one restarts. */
function network(props: ProgramServiceProps): Setting[] {
  const metadata = props.instanceMetadata === true ? [] : [setting("IPAddressDeny", METADATA_ADDRESSES)];
  return [setting("SocketBindAllow", `tcp:${props.port}`), setting("SocketBindDeny", "any"), ...metadata];
}
