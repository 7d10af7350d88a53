#!/bin/sh
# What Docker and the cluster of the edge hold, as files: machine.sh make|take THING [ID], in the folder that holds
# `machine` and `broken`. Run by Terraform whenever a resource is made or taken away.
set -eu
action=$1
thing=$2

fail() {
  echo "$1" >&2
  exit 1
}

case $thing in
kubernetes_*)
  [ -e machine/docker_container.server ] || fail "dial tcp: connect: connection refused"
  ;;
esac
if [ -e "broken/$action $thing" ]; then
  fail "$(cat "broken/$action $thing")"
fi

case $action in
make)
  case $thing in
  # They belong to the cluster that they were made in, which is its server's datastore.
  docker_container.agent | kubernetes_*)
    cat machine/docker_volume.server_data >"machine/$thing"
    echo "$3" >>"machine/$thing"
    ;;
  # It waits for the Deployment that is there now.
  docker_container.app_rollout) cp machine/kubernetes_deployment_v1.app "machine/$thing" ;;
  *)
    [ ! -e "machine/$thing" ] || fail "Conflict. $thing is already in use"
    echo "$3" >"machine/$thing"
    ;;
  esac
  ;;
take) rm -f "machine/$thing" ;;
esac
