#!/bin/bash
# host.sh net NAME NET               makes the network of a host: its address is NET.2, the caller's NET.1;
#                                    169.254.169.254 is in a network namespace NAMEm of its own
# host.sh up BASE STATE NAME FILES   starts the host; the tree FILES is laid over BASE
# host.sh pid STATE                  prints the process ID of its PID 1, seen from outside
# host.sh down STATE NAME            stops it and takes everything away, also after a crash
#
# STATE is a folder of the host's own. On machines with cgroup v1 limits are enforced too.
set -u
controllers="cpu cpuacct cpuset memory pids blkio freezer devices"

children() { cat "/proc/$1/task/$1/children" 2>/dev/null; }

pid1() {
  local nspawn
  nspawn=$(children "$(cat "$1/pid")") && [ -n "$nspawn" ] || return 1
  # shellcheck disable=SC2086 # a list of numbers
  children $nspawn | grep -o '[0-9]*' | head -n 1
}

net() {
  set -e
  local name=$1 net=$2
  ip netns add "$name"
  ip link add "v$name" type veth peer name eth0 netns "$name"
  ip addr add "$net.1/24" dev "v$name"
  ip link set "v$name" up
  ip -n "$name" link set lo up
  ip -n "$name" addr add "$net.2/24" dev eth0
  ip -n "$name" link set eth0 up
  ip -n "$name" route add default via "$net.1"
  ip netns add "${name}m"
  ip link add metadata netns "$name" type veth peer name eth0 netns "${name}m"
  ip -n "${name}m" addr add 169.254.169.254/32 dev eth0
  ip -n "${name}m" link set eth0 up
  ip -n "${name}m" route add "$net.2" dev eth0
  ip -n "$name" link set metadata up
  ip -n "$name" route add 169.254.169.254 dev metadata src "$net.2"
}

up() {
  set -e
  local base=$1 state=$2 name=$3 files=$4
  mkdir -p "$state"
  mount -t tmpfs -o size=2g "host-$name" "$state"
  mkdir "$state/upper" "$state/work" "$state/root"
  local root=$state/root
  mount -t overlay "host-$name" -o "lowerdir=$base,upperdir=$state/upper,workdir=$state/work" "$root"
  {
    echo '#!/bin/sh'
    for c in $controllers; do
      # systemd-nspawn mounts v1 controllers read-only: without this no limit is enforced.
      echo "[ ! -d /sys/fs/cgroup/$c ] || mount -o remount,bind,rw,nosuid,nodev,noexec,relatime /sys/fs/cgroup/$c"
    done
    # The argument, which kernels take on their command line, lets systemd 256 and later run on cgroup v1.
    echo 'exec /lib/systemd/systemd SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1'
  } >"$root/sbin/host-init"
  chmod 755 "$root/sbin/host-init"
  echo "$name" >"$root/etc/hostname"
  cp -r --no-preserve=ownership "$files/." "$root/"
  chroot "$root" update-ca-certificates >/dev/null
  mkdir -p /run/systemd/nspawn
  setsid unshare --mount --propagation slave "$0" keep "$state" "$name" >>"$state/log" 2>&1 </dev/null &
}

# Runs the host until it is switched off; a status of 133 means that it asked for a reboot.
keep() {
  local state=$1 name=$2 c d
  echo $$ >"$state/pid"
  # systemd-nspawn wants a file system of its own there; in this mount namespace it goes away with the host.
  mount -t tmpfs nspawn /run/systemd/nspawn
  for c in $controllers systemd unified; do
    d=/sys/fs/cgroup/$c/host-$name
    [ -d "${d%/*}" ] || continue
    mkdir -p "$d"
    if [ "$c" = cpuset ]; then
      cat "${d%/*}/cpuset.cpus" >"$d/cpuset.cpus"
      cat "${d%/*}/cpuset.mems" >"$d/cpuset.mems"
      echo 1 >"$d/cgroup.clone_children"
    fi
    echo $$ >"$d/cgroup.procs"
  done
  local status=133
  while [ "$status" = 133 ]; do
    systemd-nspawn --quiet --directory="$state/root" --machine="$name" --register=no --keep-unit \
      --network-namespace-path="/run/netns/$name" --console=pipe --kill-signal=SIGRTMIN+3 /sbin/host-init
    status=$?
  done
}

down() {
  local state=$1 name=$2 keeper init nspawn c
  keeper=$(cat "$state/pid" 2>/dev/null)
  if [ -n "$keeper" ] && [ -d "/proc/$keeper" ]; then
    nspawn=$(children "$keeper")
    init=$(pid1 "$state")
    [ -z "$init" ] || kill -s SIGRTMIN+3 "$init"
    for _ in $(seq 50); do
      [ -d "/proc/$keeper" ] || break
      sleep 0.1
    done
    # shellcheck disable=SC2086 # lists of numbers
    [ ! -d "/proc/$keeper" ] || kill -9 "$keeper" $nspawn $init
  fi
  ip link del "v$name" 2>/dev/null
  ip netns del "$name" 2>/dev/null
  ip netns del "${name}m" 2>/dev/null
  umount "$state/root" 2>/dev/null
  umount "$state" 2>/dev/null
  for c in $controllers systemd unified; do
    [ ! -d "/sys/fs/cgroup/$c/host-$name" ] ||
      find "/sys/fs/cgroup/$c/host-$name" -depth -type d -exec rmdir {} + 2>/dev/null
  done
  true
}

command=$1
shift
case $command in
net) net "$@" ;;
up) up "$@" ;;
keep) keep "$@" ;;
pid) pid1 "$@" ;;
down) down "$@" ;;
*) exit 2 ;;
esac
