#!/bin/bash
# node.sh NAME ADDRESS FOLDER KUBE   process 1 of a test cluster, in namespaces of its own; see cluster.sh
# shellcheck disable=SC2317 # await calls the functions that are named to it
set -euo pipefail
name=$1 address=$2 folder=$3 parts=$4
node=node1
state=$folder/state pki=$folder/pki kube=$parts/kube
# Clients keep what they discover under HOME.
export HOME=$state

note() { echo "$SECONDS s: $*" >>"$folder/steps"; }

# await SECONDS WHAT COMMAND ...   repeats a command until it succeeds
await() {
  local limit=$1 what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$limit" ] || { echo "$what: not within $limit s" >&2; exit 1; }
    sleep 0.05
  done
  note "$what"
}

# run NAME COMMAND ...   starts a component
declare -A components
run() {
  local component=$1
  shift
  "$@" >"$folder/$component.log" 2>&1 &
  components[$!]=$component
}

kubectl() { "$kube" kubectl --kubeconfig="$pki/admin.kubeconfig" "$@"; }
is_node_ready() { kubectl wait --for=condition=Ready --timeout=1s "node/$node"; }

hostname "$node"
# What is made in these folders is made in the cluster's own.
for place in etc run var/lib var/log; do
  layer=$state/layers/$place
  mkdir -p "$layer/upper" "$layer/work"
  mount -t overlay overlay -o "lowerdir=/$place,upperdir=$layer/upper,workdir=$layer/work" "/$place"
done
mount --make-rshared /
"$kube" pki "$pki" "https://$address:6443" "$node" "$address"

# The kubelet would set these for the whole machine: it finds files that already hold what it wants.
mkdir -p "$state/sysctl"
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=$state/sysctl/$(basename "${setting%=*}")
  echo "${setting#*=}" >"$file"
  mount --bind "$file" "/proc/sys/${setting%=*}"
done
for place in var/lib/kubelet var/lib/containerd var/lib/cni run/containerd run/netns var/log/pods var/log/containers \
  etc/cni/net.d; do
  mkdir -p "$state/$place" "/$place"
  mount --bind "$state/$place" "/$place"
done
echo 1 >/proc/sys/net/ipv4/ip_forward
# Nobody is asked for a name, and so for an image: what is missing fails at once.
echo 'nameserver 127.0.0.1' >"$state/resolv.conf"
mount --bind "$state/resolv.conf" "$(readlink -f /etc/resolv.conf)"

# With a bridge instead of ptp, a pod that asks a Service which leads to another pod on the same bridge gets no answer
# unless br_netfilter is loaded.
cat >/etc/cni/net.d/10-pods.conflist <<END
{"cniVersion": "1.0.0", "name": "pods", "plugins": [
  {"type": "ptp", "ipMasq": true, "ipam": {"type": "host-local",
    "ranges": [[{"subnet": "10.244.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
END

# restrict_oom_score_adj: runc would set -998, for which it needs CAP_SYS_RESOURCE.
cat >"$state/containerd.toml" <<END
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "kube.test/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"
END

# Thresholds are low because no registry could bring back an image that was collected.
cat >"$state/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $address
healthzBindAddress: 127.0.0.1
readOnlyPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $pki/kubelet.crt
tlsPrivateKeyFile: $pki/kubelet.key
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$name
failSwapOn: false
oomScoreAdj: 0
maxOpenFiles: 20000
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 100Mi, nodefs.available: 100Mi, imagefs.available: 100Mi, nodefs.inodesFree: 1%, imagefs.inodesFree: 1%}
clusterDomain: cluster.local
resolvConf: $state/resolv.conf
nodeStatusUpdateFrequency: 2s
END

# The zeros leave settings alone that cannot be written in a network namespace.
cat >"$state/proxy.yaml" <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
hostnameOverride: $node
clusterCIDR: 10.244.0.0/16
clientConnection: {kubeconfig: $pki/proxy.kubeconfig}
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
oomScoreAdj: 0
END

run containerd containerd --config "$state/containerd.toml"
run etcd "$kube" etcd --name=e --data-dir="$state/etcd" --unsafe-no-fsync --log-level=warn
run kube-apiserver "$kube" kube-apiserver \
  --etcd-servers=http://127.0.0.1:2379 \
  --bind-address="$address" --secure-port=6443 --advertise-address="$address" \
  --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
  --client-ca-file="$pki/ca.crt" --anonymous-auth=false \
  --service-account-issuer=https://kubernetes.default.svc.cluster.local \
  --service-account-key-file="$pki/sa.crt" --service-account-signing-key-file="$pki/sa.key" \
  --service-cluster-ip-range=10.96.0.0/16 \
  --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
  --kubelet-client-certificate="$pki/apiserver-kubelet-client.crt" \
  --kubelet-client-key="$pki/apiserver-kubelet-client.key" \
  --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP \
  --requestheader-client-ca-file="$pki/ca.crt" --requestheader-allowed-names=front-proxy-client \
  --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
  --requestheader-extra-headers-prefix=X-Remote-Extra- \
  --proxy-client-cert-file="$pki/front-proxy-client.crt" --proxy-client-key-file="$pki/front-proxy-client.key"
await 60 "containerd answers" ctr version
ctr -n k8s.io images import "$parts/pause.tar" >/dev/null
await 90 "the API answers" kubectl get --raw=/readyz

# With the clients' usual limit of 20 requests a second the first service account takes four seconds longer.
controller() {
  local component=kube-$1 config=$pki/$1.kubeconfig
  shift
  run "$component" "$kube" "$component" --kubeconfig="$config" \
    --authentication-kubeconfig="$config" --authorization-kubeconfig="$config" \
    --bind-address=127.0.0.1 --leader-elect=false --kube-api-qps=500 --kube-api-burst=1000 "$@"
}
controller controller-manager \
  --service-account-private-key-file="$pki/sa.key" --root-ca-file="$pki/ca.crt" \
  --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key" \
  --use-service-account-credentials=true \
  --allocate-node-cidrs=true --cluster-cidr=10.244.0.0/16 --node-cidr-mask-size=24
controller scheduler
run kubelet "$kube" kubelet --config="$state/kubelet.yaml" --kubeconfig="$pki/node.kubeconfig" \
  --node-ip="$address" --hostname-override="$node"
run kube-proxy "$kube" kube-proxy --config="$state/proxy.yaml"
await 110 "the node is ready" is_node_ready
await 110 "the first service account is there" kubectl --namespace=default get serviceaccount default
touch "$folder/ready"

status=0
wait -n -p ended || status=$?
echo "${components[$ended]} ended with status $status" >&2
exit 1
