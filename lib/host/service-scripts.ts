import { APPS, READY_MARKER, STATE } from "./layout";

/**
 * The script `start APP PORT SECONDS READY HEALTH`: starts a program, or restarts it when its release or unit is another,
 * and waits until it is ready. A program that is as it should be is left alone.
 */
export function startScript(): string {
  return String.raw`#!/bin/bash
# start APP PORT SECONDS READY HEALTH: runs a program's current release and waits until it is ready.
set -euo pipefail
app=$1 port=$2 seconds=$3 ready=$4 health=$5
unit=landfall-$app.service
started=${STATE}/$app.started

say() { logger -s -t landfall -- "start $app: $*" || true; }

answers() { curl -q --silent --fail --noproxy '*' --max-time 2 --output /dev/null "http://127.0.0.1:$port$1"; }

wanted=$({ cat "/etc/systemd/system/$unit" && readlink "${APPS}/$app/current"; } | sha256sum)
if ! systemctl is-active --quiet "$unit" || [ "$(cat "$started" 2>/dev/null || true)" != "$wanted" ]; then
  rm -f "$started"
  systemctl enable --quiet "$unit"
  systemctl reset-failed "$unit" 2>/dev/null || true
  systemctl restart "$unit"
fi
deadline=$((SECONDS + seconds))
until systemctl is-active --quiet "$unit" && answers "$ready"; do
  if [ "$SECONDS" -ge "$deadline" ]; then
    if answers "$health"; then say "lives, but is not ready after $seconds s"; else say "does not answer after $seconds s"; fi
    journalctl --no-pager --lines=20 --output=cat --unit="$unit" >&2 || true
    exit 1
  fi
  sleep 0.2
done
if [ ! -e "$started" ]; then
  printf '%s\n' "$wanted" >"$started"
  say "is ready"
fi
`;
}

/**
 * The script `serve HEALTH`: takes Nginx's configuration into service when Nginx has nothing to complain of, not even a
 * warning, and checks the health path. An unchanged configuration is left alone. An Nginx that it started itself is
 * stopped again when the health path does not answer.
 */
export function serveScript(): string {
  return String.raw`#!/bin/bash
# serve HEALTH: starts Nginx, or reloads it when its configuration is another, and asks for the health path.
set -euo pipefail
health=$1
marker=${READY_MARKER}

say() { logger -s -t landfall -- "serve: $*" || true; }

if ! verdict=$(nginx -t 2>&1) || [[ $verdict =~ \[[a-z]+\] ]]; then
  say "Nginx refuses its configuration or warns of it: $verdict"
  exit 1
fi
wanted=$(nginx -T 2>/dev/null | sha256sum)
withdraw() { :; }
if ! systemctl is-active --quiet nginx; then
  withdraw() { rm -f "$marker"; systemctl stop nginx; }
  printf '%s\n' "$wanted" >"$marker"
  systemctl enable --quiet nginx
  systemctl restart nginx || { say "Nginx does not start"; withdraw; exit 1; }
  say "Nginx serves"
elif [ "$(cat "$marker" 2>/dev/null || true)" != "$wanted" ]; then
  systemctl reload nginx
  printf '%s\n' "$wanted" >"$marker"
  say "Nginx serves its new configuration"
fi
for _ in 1 2 3 4 5 6 7 8 9 10; do
  if curl -q --silent --fail --noproxy '*' --max-time 5 --output /dev/null "http://127.0.0.1$health"; then exit 0; fi
  sleep 0.5
done
say "$health does not answer 200"
withdraw
exit 1
`;
}
