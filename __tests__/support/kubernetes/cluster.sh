#!/bin/bash
# cluster.sh NAME NETWORK FOLDER KUBE   runs a one-node Kubernetes until standard input ends
#
# NAME     at most 12 characters: of the network namespace, the control group and the machine's end of the link
# NETWORK  first three octets of an IPv4 address: the node is NETWORK.2, this machine NETWORK.1
# FOLDER   is made, holds all that the cluster writes, and is gone at the end
# KUBE     folder of kube and the image of pause
#
# Once pods can be started it writes the process ID of the node's process 1. All of the cluster is one tree of processes
# in network, mount, process and host name spaces of its own: with that process all of it ends, mounts included.
set -euo pipefail
name=$1 network=$2 folder=$3 kube=$4
here=$(cd "$(dirname "$0")" && pwd)
seconds=120
node=

# The node's control group in every hierarchy: the kubelet refuses to start without it.
groups() {
  local root=/sys/fs/cgroup hierarchy
  if [ -e $root/cgroup.controllers ]; then
    echo "$root/$name"
    return
  fi
  for hierarchy in "$root"/*/; do
    [ ! -e "$hierarchy/cgroup.procs" ] || echo "$hierarchy$name"
  done
}

up() {
  local group
  mkdir "$folder"
  ip netns add "$name"
  ip link add "$name-h" type veth peer name eth0 netns "$name"
  ip addr add "$network.1/24" dev "$name-h"
  ip link set "$name-h" up
  ip -n "$name" link set lo up
  ip -n "$name" addr add "$network.2/24" dev eth0
  ip -n "$name" link set eth0 up
  ip -n "$name" route add default via "$network.1"
  for group in $(groups); do
    mkdir -p "$group"
    if [[ $group == */cpuset/* ]]; then
      cat "${group%/*}/cpuset.cpus" >"$group/cpuset.cpus"
      cat "${group%/*}/cpuset.mems" >"$group/cpuset.mems"
    fi
  done
  # Not `ip netns exec`, which would hide /sys/fs/cgroup.
  nsenter --net="/run/netns/$name" setpriv --pdeathsig KILL \
    unshare --mount --pid --uts --fork --kill-child --mount-proc --propagation private \
    "$here/node.sh" "$name" "$network.2" "$folder" "$kube" >"$folder/node.log" 2>&1 </dev/null &
  node=$!
}

# shellcheck disable=SC2317 # the trap calls it
down() {
  local group left
  if [ -n "$node" ]; then
    kill -KILL "$node" 2>/dev/null || true
    wait "$node" 2>/dev/null || true
  fi
  # A group can be removed only after the last of its processes, which may take a moment.
  for _ in $(seq 50); do
    left=0
    for group in $(groups); do
      [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || left=1
    done
    [ "$left" = 1 ] || break
    sleep 0.1
  done
  ip link del "$name-h" 2>/dev/null || true
  ip netns del "$name" 2>/dev/null || true
  rm -rf "$folder"
}

# Succeeds while standard input is open and the node lives; looks for some time.
is_wanted() {
  local status=0
  read -r -t "$1" || status=$?
  [ "$status" -eq 1 ] && exit 0
  kill -0 "$node" 2>/dev/null
}

complain() {
  echo "$1" >&2
  tail -n 20 "$folder"/*.log >&2
  exit 1
}

[ ! -e "$folder" ] || { echo "$folder is there already" >&2; exit 1; }
trap down EXIT
trap 'exit 1' HUP INT TERM
up
until [ -e "$folder/ready" ]; do
  is_wanted 0.1 || complain "the node ended before it was ready"
  [ "$SECONDS" -lt "$seconds" ] || complain "the node was not ready within $seconds s"
done
cat "/proc/$node/task/$node/children"
while is_wanted 1; do :; done
complain "the node ended"
