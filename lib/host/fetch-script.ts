import { APPS } from "./layout";
import { shellWord } from "./shell";

/** Where objects come from. */
export interface ObjectStore {
  readonly region: string;
  readonly bucket: string;
  readonly dnsSuffix: string;
}

/** SHA-256 of nothing, the payload of a GET request. */
const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * The script `fetch program|site APP SHA256 KEY`: makes an object of S3 the current release of an app.
 *
 * Signs with the role of the instance, which it asks the metadata service for (IMDSv2). Keys and tokens go to curl
 * through its standard input, never onto a command line. Of an error of S3 only the code is told: the body holds the
 * token. curl 7.88 (Debian 12), 8.5 (Ubuntu 24.04) and 8.14 (Debian 13) sign as S3 wants it; 7.81 (Ubuntu 22.04) leaves the
 * token unsigned and is refused.
 */
export function fetchScript({ region, bucket, dnsSuffix }: ObjectStore): string {
  return String.raw`#!/bin/bash
# fetch program|site APP SHA256 KEY: makes an object of S3 the current release of an app.
set -euo pipefail
umask 022
region=${shellWord(region)}
endpoint=${shellWord(`https://${bucket}.s3.${region}.${dnsSuffix}`)}
metadata=http://169.254.169.254/latest
kind=$1 app=$2 sha256=$3 key=$4
home=${APPS}/$app
release=$home/releases/$sha256

say() { logger -s -t landfall -- "fetch $app: $*" || true; }

ask() { curl -q --config - --silent --show-error --fail --noproxy '*' --connect-timeout 2 --max-time 5 "$@"; }

role() { # PATH
  printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$imds" | ask "$metadata/meta-data/iam/security-credentials/$1"
}

field() { # NAME in the JSON of the role's credentials
  local value
  value=$(printf %s "$json" | tr -d '\n' | sed -n 's/.*"'"$1"'" *: *"\([A-Za-z0-9+/=_-]*\)".*/\1/p')
  [ -n "$value" ] || { say "the instance's credentials have no $1"; return 1; }
  printf %s "$value"
}

download() { # FILE
  local imds name json id secret session
  imds=$(ask -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/api/token" </dev/null) || return
  name=$(role '') || return
  json=$(role "$name") || return
  id=$(field AccessKeyId) && secret=$(field SecretAccessKey) && session=$(field Token) || return
  printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' "$id" "$secret" "$session" |
    curl -q --config - --silent --show-error --fail-with-body --proto =https --connect-timeout 5 \
      --speed-limit 1024 --speed-time 30 --aws-sigv4 "aws:amz:$region:s3" \
      --header 'x-amz-content-sha256: ${EMPTY_SHA256}' --output "$1" "$endpoint/$key" || {
    say "S3 said: $(sed -n 's/.*<Code>\([A-Za-z]*\)<.*/\1/p' "$1" 2>/dev/null | head -n 1)"
    return 1
  }
}

if [ ! -d "$release" ]; then
  work=$(mktemp -d "$home/releases/.new.XXXXXX")
  trap 'rm -rf -- "$work"' EXIT
  for pause in 1 2 4 8 16 stop; do
    if download "$work/object"; then break; fi
    [ "$pause" != stop ] || { say "cannot get $endpoint/$key"; exit 1; }
    say "cannot get $endpoint/$key, trying again in $pause s"
    sleep "$pause"
  done
  found=$(sha256sum <"$work/object" | cut -d ' ' -f 1)
  [ "$found" = "$sha256" ] || { say "REFUSED $key: sha256 is $found, not $sha256"; exit 1; }
  mkdir "$work/release"
  if [ "$kind" = program ]; then
    chmod 0755 "$work/object"
    mv "$work/object" "$work/release/$app"
  else
    tar -xzf "$work/object" -C "$work/release" --no-same-owner
    chmod -R u=rwX,go=rX "$work/release"
  fi
  sync -f "$work/release"
  mv -T "$work/release" "$release"
  say "has release $sha256"
fi

if [ "$(readlink "$home/current" || true)" != "releases/$sha256" ]; then
  ln -sfn "releases/$sha256" "$home/.current"
  mv -T "$home/.current" "$home/current"
fi
`;
}
