#!/bin/bash
# build.sh FOLDER   builds kube and the image of pause into FOLDER, unless they are there.
#
# FOLDER is named by the hash of what goes in. It appears whole: of several that build at once, one does and the
# others wait for it. The first build of all takes minutes of two cores, so it gives way to everything else.
set -eu -o pipefail
folder=$1
tool=$(cd "$(dirname "$0")" && pwd)/tool
release=v1.34.3
export CGO_ENABLED=0 GOFLAGS="" GOWORK=off

# Without these, clients and servers would take each other for v0.0.0 and refuse to work together.
version=k8s.io/component-base/version
flags="-s -w -X $version.gitVersion=$release -X $version.gitMajor=1 -X $version.gitMinor=34 -X $version.gitTreeState=clean"

mkdir -p "$(dirname "$folder")"
exec 9>"$(dirname "$folder")/kube.lock"
flock 9
[ ! -e "$folder" ] || exit 0
beside=$folder.tmp
rm -rf "$beside"
mkdir "$beside"
cd "$tool"
nice -n 10 go build -trimpath -buildvcs=false -ldflags "$flags" -o "$beside/kube" .
nice -n 10 go build -trimpath -buildvcs=false -ldflags "-s -w" -o "$beside/pause" ./pause
"$beside/kube" image kube.test/pause:1 "$beside/pause" "$beside/pause.tar"
rm "$beside/pause"
mv "$beside" "$folder"
