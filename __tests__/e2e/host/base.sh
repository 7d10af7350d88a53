#!/bin/bash
# base.sh DIR [SUITE]: a Debian system with systemd and cloud-init in the new folder DIR, for host.sh.
# What a host installs later lies in it as a package source of its own, so that hosts need no network.
set -euo pipefail
dir=$1 suite=${2:-bookworm}
base=systemd,systemd-sysv,dbus,udev,iproute2,ifupdown,cloud-init,rsyslog,cron,locales
later=nginx,curl,logrotate

collect=$(mktemp)
trap 'rm -f "$collect"' EXIT
cat >"$collect" <<'END'
#!/bin/bash
set -euo pipefail
root=$1
IFS=, read -ra later <<<"$LATER"
export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
apt-get clean
apt-get -qy --no-install-recommends --download-only install "${later[@]}"
mkdir -p "$root/opt/packages"
mv "$root"/var/cache/apt/archives/*.deb "$root/opt/packages/"
cd "$root/opt/packages"
for deb in *.deb; do
  dpkg-deb --field "$deb"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d ' ' -f 1)"
done >Packages
rm -f "$root"/etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/opt/packages ./' >"$root/etc/apt/sources.list"
cat >"$root/etc/cloud/cloud.cfg.d/99-host.cfg" <<'CONFIG'
datasource_list: [ NoCloud, None ]
apt: { preserve_sources_list: true }
locale: C.UTF-8
CONFIG
: >"$root/etc/machine-id"
END
chmod 755 "$collect"

mkdir -p "${dir%/*}"
rm -rf "$dir.tmp"
LATER=$later mmdebstrap --quiet --variant=minbase --include="$base" --customize-hook="$collect \"\$1\"" "$suite" "$dir.tmp"
mv "$dir.tmp" "$dir"
