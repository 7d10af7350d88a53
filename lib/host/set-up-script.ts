import type { HostSpec } from "./host-spec";
import { READY_MARKER } from "./layout";
import { shellCommand, shellWord } from "./shell";

/** Where systemd reads the users and the directories from. */
export const USERS_FILE = "/etc/sysusers.d/landfall.conf";
export const PATHS_FILE = "/etc/tmpfiles.d/landfall.conf";

/**
 * The script that does what cloud-init does not: users, directories, then the commands until one fails.
 *
 * Running it again changes nothing. When it fails it says at which command, in the journal and on standard error, and ends
 * with status 1; Nginx does not run then unless an earlier run had succeeded.
 */
export function setUpScript(spec: HostSpec): string {
  return String.raw`#!/bin/bash
# setup: makes this host what its definition says. Changes nothing when it is that already.
set -Eeuo pipefail
trap 'logger -s -t landfall -- "set-up FAILED: $BASH_COMMAND" || true; exit 1' ERR
exec 9>/run/landfall.lock
flock 9
dpkg --status ${shellCommand(spec.packages)} >/dev/null
systemctl daemon-reload
[ -e ${shellWord(READY_MARKER)} ] || systemctl stop nginx
systemd-sysusers ${shellWord(USERS_FILE)}
systemd-tmpfiles --create ${shellWord(PATHS_FILE)}
${lines([
  ...spec.absent.map((path) => ["rm", "-f", "--", path]),
  ...spec.commands,
  ["logger", "-s", "-t", "landfall", "--", "set-up complete"],
])}`;
}

function lines(commands: readonly (readonly string[])[]): string {
  return commands.map((words) => `${shellCommand(words)}\n`).join("");
}

/** The users as sysusers.d(5) has them. Names hold no character with a meaning there. */
export function sysusers(spec: HostSpec): string {
  return spec.users
    .flatMap((user) => [
      `u ${user.name} - "${user.comment}" ${user.home}\n`,
      ...user.members.map((member) => `m ${member} ${user.name}\n`),
    ])
    .join("");
}

/** The directories and log files as tmpfiles.d(5) has them: made when missing, their content never touched. */
export function tmpfiles(spec: HostSpec): string {
  return [
    ...spec.directories.map((each) => ({ type: "d", ...each })),
    ...spec.logFiles.map((each) => ({ type: "f", ...each })),
  ]
    .map(({ type, path, mode, owner, group }) => `${type} ${path} ${mode} ${owner} ${group}\n`)
    .join("");
}
