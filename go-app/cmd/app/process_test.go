package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for something that has to happen.
const patience = 10 * time.Second

// binary is the program under test, built once the way it is deployed.
var binary string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	folder, err := os.MkdirTemp("", "app-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	binary = filepath.Join(folder, "bootstrap")
	if err := buildBinary(".", binary); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// buildBinary builds the package in folder for deployment.
func buildBinary(folder, output string) error {
	command := exec.Command("go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-X main.version=1.2.3 -X main.environment=test", "-o", output, ".")
	command.Dir = folder
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", folder, err, text)
	}
	return nil
}

// process is a running program.
type process struct {
	command *exec.Cmd
	exited  chan struct{}
	grown   chan struct{}
	mu      sync.Mutex
	lines   []string
}

// startProcess runs executable with these environment variables and no others.
func startProcess(t *testing.T, executable string, variables []string, args ...string) *process {
	t.Helper()
	p := &process{
		command: exec.Command(executable, args...),
		exited:  make(chan struct{}),
		grown:   make(chan struct{}, 1),
	}
	p.command.Env = append([]string{}, variables...)
	stderr, err := p.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for scanner := bufio.NewScanner(stderr); scanner.Scan(); {
			p.add(scanner.Text())
		}
		p.command.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() { p.command.Process.Kill(); <-p.exited })
	return p
}

func (p *process) add(line string) {
	p.mu.Lock()
	p.lines = append(p.lines, line)
	p.mu.Unlock()
	select {
	case p.grown <- struct{}{}:
	default:
	}
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

// find returns the first JSON log line with that message.
func (p *process) find(message string) map[string]any {
	for _, line := range strings.Split(p.text(), "\n") {
		var entry map[string]any
		if json.Unmarshal([]byte(line), &entry) == nil && entry["msg"] == message {
			return entry
		}
	}
	return nil
}

// waitFor waits for a JSON log line with that message.
func (p *process) waitFor(t *testing.T, message string) map[string]any {
	t.Helper()
	timeout := time.After(patience)
	for {
		if entry := p.find(message); entry != nil {
			return entry
		}
		select {
		case <-p.grown:
		case <-timeout:
			t.Fatalf("no log line %q in\n%s", message, p.text())
		}
	}
}

// address is where the program listens.
func (p *process) address(t *testing.T) string {
	t.Helper()
	return p.waitFor(t, "listening")["address"].(string)
}

func (p *process) signal(t *testing.T, signal os.Signal) {
	t.Helper()
	if err := p.command.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// exitCode waits for the end of the program.
func (p *process) exitCode(t *testing.T) int {
	t.Helper()
	select {
	case <-p.exited:
		return p.command.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatalf("the program did not end\n%s", p.text())
		return 0
	}
}

// openConnection connects to the program; it is closed when the test ends.
func openConnection(t *testing.T, address string) net.Conn {
	t.Helper()
	connection, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	connection.SetDeadline(time.Now().Add(patience))
	return connection
}

// runToEnd runs the program and returns what it wrote and its exit status.
func runToEnd(t *testing.T, variables []string, args ...string) (stdout, stderr string, exitCode int) {
	t.Helper()
	var outText, errText bytes.Buffer
	command := exec.Command(binary, args...)
	command.Env = append([]string{}, variables...)
	command.Stdout, command.Stderr = &outText, &errText
	err := command.Run()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return outText.String(), errText.String(), command.ProcessState.ExitCode()
}
