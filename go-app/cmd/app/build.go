package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	goruntime "runtime"
	"sync"
)

// Set at build time: -ldflags "-X main.version=1.2.3 -X main.environment=production -X main.debug=false".
var version, environment, debug string

// buildInfo tells which build is running.
type buildInfo struct {
	Name             string `json:"name"`
	Version          string `json:"version"`
	Environment      string `json:"environment"`
	Debug            bool   `json:"debug"`
	GoVersion        string `json:"go_version"`
	GOOS             string `json:"goos"`
	GOARCH           string `json:"goarch"`
	ExecutableSHA256 string `json:"executable_sha256"`
}

// newBuildInfo describes this build, except for the digest of its executable.
func newBuildInfo(version, environment, debug string) (buildInfo, error) {
	if debug != "" && debug != "true" && debug != "false" {
		return buildInfo{}, fmt.Errorf("build variable main.debug is %q; allowed: true or false", debug)
	}
	return buildInfo{
		Name:        "app",
		Version:     cmp.Or(version, "0.0.0-dev"),
		Environment: cmp.Or(environment, "development"),
		Debug:       debug == "true",
		GoVersion:   goruntime.Version(),
		GOOS:        goruntime.GOOS,
		GOARCH:      goruntime.GOARCH,
	}, nil
}

// json returns the description with the digest of the running executable.
func (b buildInfo) json() ([]byte, error) {
	digest, err := executableSHA256()
	if err != nil {
		return nil, fmt.Errorf("digest of the running executable: %w", err)
	}
	b.ExecutableSHA256 = digest
	encoded, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(encoded, '\n'), nil
}

// executableSHA256 reads the executable once, when it is first asked for.
var executableSHA256 = sync.OnceValues(func() (string, error) {
	file, err := openExecutable()
	if err != nil {
		return "", err
	}
	defer file.Close()
	digest := sha256.New()
	if _, err := io.Copy(digest, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(digest.Sum(nil)), nil
})

// openExecutable opens the file this process was started from. On Linux the
// link in /proc leads to it even after a deployment put another file in its
// place; the path alone would then lead to the wrong one.
func openExecutable() (*os.File, error) {
	file, err := os.Open("/proc/self/exe")
	if !errors.Is(err, fs.ErrNotExist) {
		return file, err
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}
