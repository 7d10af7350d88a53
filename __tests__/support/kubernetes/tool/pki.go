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

// Longer than any test, with an hour for clocks that differ.
const (
	backdating = time.Hour
	validity   = 7 * 24 * time.Hour
)

// writePKI fills folder with one certificate authority, the serving pairs of
// the API server and the kubelet, the key of service accounts and a kubeconfig
// for every client.
func writePKI(folder, server, node string, ips []string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	authority, err := newAuthority(folder, server)
	if err != nil {
		return err
	}
	hosts := append([]string{
		"127.0.0.1", "10.96.0.1", "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc.cluster.local", node,
	}, ips...)
	administrators := []string{"system:masters"}
	pairs := []struct {
		name    string
		subject pkix.Name
		hosts   []string
	}{
		{"apiserver", pkix.Name{CommonName: "kube-apiserver"}, hosts},
		{"kubelet", pkix.Name{CommonName: node}, hosts},
		{"front-proxy-client", pkix.Name{CommonName: "front-proxy-client"}, nil},
		{"apiserver-kubelet-client", pkix.Name{CommonName: "kube-apiserver", Organization: administrators}, nil},
		{"sa", pkix.Name{CommonName: "service-accounts"}, nil},
	}
	for _, pair := range pairs {
		if _, err := authority.issue(pair.name, pair.subject, pair.hosts); err != nil {
			return err
		}
	}
	clients := []struct {
		name    string
		subject pkix.Name
	}{
		{"admin", pkix.Name{CommonName: "kubernetes-admin", Organization: administrators}},
		{"controller-manager", pkix.Name{CommonName: "system:kube-controller-manager"}},
		{"scheduler", pkix.Name{CommonName: "system:kube-scheduler"}},
		{"proxy", pkix.Name{CommonName: "system:kube-proxy"}},
		{"node", pkix.Name{CommonName: "system:node:" + node, Organization: []string{"system:nodes"}}},
	}
	for _, client := range clients {
		if err := authority.issueKubeconfig(client.name, client.subject); err != nil {
			return err
		}
	}
	return nil
}

// authority signs every certificate of a cluster.
type authority struct {
	folder      string
	server      string
	certificate *x509.Certificate
	pem         []byte
	key         crypto.Signer
}

// pair is a certificate and its key, both as PEM.
type pair struct {
	certificate []byte
	key         []byte
}

func newAuthority(folder, server string) (*authority, error) {
	template, key, err := newTemplate(pkix.Name{CommonName: "landfall test cluster"})
	if err != nil {
		return nil, err
	}
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage |= x509.KeyUsageCertSign
	a := &authority{folder: folder, server: server, certificate: template, key: key}
	own, err := a.sign("ca", template, key)
	a.pem = own.certificate
	return a, err
}

// issue makes a pair for hosts, which are names or IP addresses, and writes it
// to the authority's folder.
func (a *authority) issue(name string, subject pkix.Name, hosts []string) (pair, error) {
	template, key, err := newTemplate(subject)
	if err != nil {
		return pair{}, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	return a.sign(name, template, key)
}

func (a *authority) issueKubeconfig(name string, subject pkix.Name) error {
	own, err := a.issue(name, subject, nil)
	if err != nil {
		return err
	}
	config := clientcmdapi.NewConfig()
	config.Clusters["kube"] = &clientcmdapi.Cluster{Server: a.server, CertificateAuthorityData: a.pem}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{ClientCertificateData: own.certificate, ClientKeyData: own.key}
	config.Contexts["kube"] = &clientcmdapi.Context{Cluster: "kube", AuthInfo: name}
	config.CurrentContext = "kube"
	return clientcmd.WriteToFile(*config, filepath.Join(a.folder, name+".kubeconfig"))
}

func (a *authority) sign(name string, template *x509.Certificate, key *ecdsa.PrivateKey) (pair, error) {
	certificate, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		return pair{}, err
	}
	encodedKey, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return pair{}, err
	}
	made := pair{
		certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encodedKey}),
	}
	if err := os.WriteFile(filepath.Join(a.folder, name+".crt"), made.certificate, 0o600); err != nil {
		return pair{}, err
	}
	return made, os.WriteFile(filepath.Join(a.folder, name+".key"), made.key, 0o600)
}

func newTemplate(subject pkix.Name) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, nil, err
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		NotBefore:    now.Add(-backdating),
		NotAfter:     now.Add(validity),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}, key, nil
}
