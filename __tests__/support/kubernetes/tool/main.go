// Command kube is a one-node Kubernetes for tests in a single program: etcd,
// the control plane, the kubelet, kube-proxy and kubectl, and what a cluster
// needs before its first start.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	kubeproxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

const usage = `usage: kube COMPONENT [FLAG ...]
       kube pki FOLDER SERVER_URL NODE [IP ...]
       kube image REFERENCE EXECUTABLE ARCHIVE

Components: etcd, kube-apiserver, kube-controller-manager, kube-scheduler,
kubelet, kube-proxy, kubectl.
`

var components = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
	"kube-proxy":              kubeproxy.NewProxyCommand,
}

func main() {
	if len(os.Args) < 2 {
		refuse()
	}
	// Each component reads its own flags from os.Args.
	os.Args = os.Args[1:]
	name, args := os.Args[0], os.Args[1:]
	switch {
	case name == "etcd":
		etcdmain.Main(os.Args)
	case name == "kubectl":
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			kubectlutil.CheckErr(err)
		}
	case name == "pki" && len(args) >= 3:
		finish(name, writePKI(args[0], args[1], args[2], args[3:]))
	case name == "image" && len(args) == 3:
		finish(name, writeImage(args[0], args[1], args[2]))
	case components[name] != nil:
		os.Exit(cli.Run(components[name]()))
	default:
		refuse()
	}
}

func refuse() {
	fmt.Fprint(os.Stderr, usage)
	os.Exit(2)
}

func finish(name string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "kube: %s: %v\n", name, err)
		os.Exit(1)
	}
}
