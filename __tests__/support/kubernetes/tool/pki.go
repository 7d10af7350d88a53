package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// writePKI fills dir with one CA, the API server's and the kubelet's serving
// pair, the service account key and a kubeconfig for every client.
func writePKI(dir, server, node string, ips ...string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	p := &pki{dir: dir, server: server}
	p.issue("ca", pkix.Name{CommonName: "kube-test-ca"}, nil)
	hosts := append([]string{"127.0.0.1", "10.96.0.1", "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", node}, ips...)
	p.issue("apiserver", pkix.Name{CommonName: "kube-apiserver"}, hosts)
	p.issue("kubelet", pkix.Name{CommonName: node}, hosts)
	p.issue("front-proxy-client", pkix.Name{CommonName: "front-proxy-client"}, nil)
	p.issue("apiserver-kubelet-client", pkix.Name{CommonName: "kube-apiserver-kubelet-client", Organization: []string{"system:masters"}}, nil)
	p.issue("sa", pkix.Name{CommonName: "service-accounts"}, nil)
	p.client("admin", pkix.Name{CommonName: "kubernetes-admin", Organization: []string{"system:masters"}})
	p.client("controller-manager", pkix.Name{CommonName: "system:kube-controller-manager"})
	p.client("scheduler", pkix.Name{CommonName: "system:kube-scheduler"})
	p.client("proxy", pkix.Name{CommonName: "system:kube-proxy"})
	p.client("node", pkix.Name{CommonName: "system:node:" + node, Organization: []string{"system:nodes"}})
	return p.err
}

type pki struct {
	dir, server string
	ca          *x509.Certificate
	caKey       crypto.Signer
	err         error
}

func (p *pki) issue(name string, subject pkix.Name, hosts []string) (cert, key []byte) {
	if p.err != nil {
		return nil, nil
	}
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.err = err
		return nil, nil
	}
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62))
	t := &x509.Certificate{
		SerialNumber: serial, Subject: subject,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(7 * 24 * time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	parent, signer := p.ca, p.caKey
	if parent == nil {
		t.IsCA, t.BasicConstraintsValid, t.KeyUsage, t.ExtKeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageDigitalSignature, nil
		parent, signer = t, k
	}
	der, err := x509.CreateCertificate(rand.Reader, t, parent, k.Public(), signer)
	if err != nil {
		p.err = err
		return nil, nil
	}
	if p.ca == nil {
		p.ca, p.caKey = t, k
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		p.err = err
		return nil, nil
	}
	cert = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	p.write(name+".crt", cert)
	p.write(name+".key", key)
	return cert, key
}

func (p *pki) client(name string, subject pkix.Name) {
	cert, key := p.issue(name, subject, nil)
	if p.err != nil {
		return
	}
	ca, err := os.ReadFile(filepath.Join(p.dir, "ca.crt"))
	if err != nil {
		p.err = err
		return
	}
	c := clientcmdapi.NewConfig()
	c.Clusters["kube"] = &clientcmdapi.Cluster{Server: p.server, CertificateAuthorityData: ca}
	c.AuthInfos[name] = &clientcmdapi.AuthInfo{ClientCertificateData: cert, ClientKeyData: key}
	c.Contexts["kube"] = &clientcmdapi.Context{Cluster: "kube", AuthInfo: name}
	c.CurrentContext = "kube"
	p.err = clientcmd.WriteToFile(*c, filepath.Join(p.dir, name+".kubeconfig"))
}

func (p *pki) write(name string, b []byte) {
	if p.err == nil {
		p.err = os.WriteFile(filepath.Join(p.dir, name), b, 0o600)
	}
}
