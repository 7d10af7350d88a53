package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func fileSHA256(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

func TestHelpIsPrintedAndExits0(t *testing.T) {
	stdout, stderr, code := runToEnd(t, nil, "-h")
	if code != 0 || stderr != "" || stdout != usage(false) {
		t.Errorf("exit status %d, stderr %q, stdout %q", code, stderr, stdout)
	}
}

func TestBadSettingsExit2WithOneMessage(t *testing.T) {
	stdout, stderr, code := runToEnd(t, []string{"PORT=x"}, "-drain-delay", "5")
	if code != 2 || stdout != "" {
		t.Errorf("exit status %d, stdout %q", code, stdout)
	}
	for _, want := range []string{`variable PORT is "x"`, `flag -drain-delay is "5"`, `run "app -h" for help`} {
		if !strings.Contains(stderr, want) {
			t.Errorf("stderr lacks %q: %s", want, stderr)
		}
	}
}

func TestVersionFlagPrintsTheBuildWithItsDigest(t *testing.T) {
	stdout, stderr, code := runToEnd(t, nil, "-version")
	var got buildInfo
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != 0 || stderr != "" {
		t.Fatalf("exit status %d, stderr %q, stdout %q", code, stderr, stdout)
	}
	if got.Version != "1.2.3" || got.Environment != "test" || got.ExecutableSHA256 != fileSHA256(t, binary) {
		t.Errorf("got %+v", got)
	}
}

func TestVersionEndpointAgreesWithTheFlag(t *testing.T) {
	p := startProcess(t, binary, nil, "-port", "0")
	_, fromEndpoint := fetch(t, "GET", "http://"+p.address(t)+"/version", nil)
	if fromFlag, _, _ := runToEnd(t, nil, "-version"); fromEndpoint != fromFlag {
		t.Errorf("endpoint %s, flag %s", fromEndpoint, fromFlag)
	}
}

func TestDigestIsOfTheRunningFileAfterItWasReplaced(t *testing.T) {
	executable := filepath.Join(t.TempDir(), "app")
	content, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(executable, content, 0o755); err != nil {
		t.Fatal(err)
	}
	p := startProcess(t, executable, nil, "-port", "0")
	address := p.address(t)
	replacement := executable + ".new"
	if err := os.WriteFile(replacement, []byte("another build"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(replacement, executable); err != nil {
		t.Fatal(err)
	}
	_, body := fetch(t, "GET", "http://"+address+"/version", nil)
	if !strings.Contains(body, fileSHA256(t, binary)) {
		t.Errorf("got %s", body)
	}
}

func TestSleepWaitsAndExits0(t *testing.T) {
	started := time.Now()
	_, stderr, code := runToEnd(t, nil, "sleep", "200ms")
	if elapsed := time.Since(started); code != 0 || elapsed < 200*time.Millisecond {
		t.Errorf("exit status %d after %s, stderr %q", code, elapsed, stderr)
	}
}

func TestSleepRefusesEverythingButOneDuration(t *testing.T) {
	for _, args := range [][]string{{"sleep"}, {"sleep", "3"}, {"sleep", "-1s"}, {"sleep", "16m"}, {"sleep", "1ms", "1ms"}} {
		if _, stderr, code := runToEnd(t, nil, args...); code != 2 || !strings.Contains(stderr, "such as 3s") {
			t.Errorf("%v: exit status %d, stderr %q", args, code, stderr)
		}
	}
}

// copySources copies the module without its tests to another folder.
func copySources(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		return copyFile(path, filepath.Join(to, relative))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyFile(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	defer target.Close()
	_, err = io.Copy(target, source)
	return err
}

func TestBuildsFromTwoFoldersAreIdentical(t *testing.T) {
	folder := t.TempDir()
	copySources(t, filepath.Join("..", ".."), folder)
	second := filepath.Join(t.TempDir(), "bootstrap")
	if err := buildBinary(filepath.Join(folder, "cmd", "app"), second); err != nil {
		t.Fatal(err)
	}
	if fileSHA256(t, binary) != fileSHA256(t, second) {
		t.Error("the same sources in two folders gave two different executables")
	}
}
