package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// waitForStatus asks until the program answers with status.
func waitForStatus(t *testing.T, target string, status int) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if response, _ := fetch(t, "GET", target, nil); response.StatusCode == status {
			return
		}
	}
	t.Fatalf("%s never answered %d", target, status)
}

func TestDrainOrder(t *testing.T) {
	const drainDelay = time.Second
	p := startProcess(t, binary, []string{"GREETING=good day"}, "-port", "0", "-drain-delay", drainDelay.String())
	base := "http://" + p.address(t)
	waitForStatus(t, base+"/readyz", 200)
	signalled := time.Now()
	p.signal(t, syscall.SIGTERM)
	waitForStatus(t, base+"/readyz", 503)
	if response, body := fetch(t, "GET", base+"/", nil); response.StatusCode != 200 || body != "good day from 127.0.0.1\n" {
		t.Errorf("during the drain delay / answered %d %q", response.StatusCode, body)
	}
	if code := p.exitCode(t); code != 0 {
		t.Errorf("exit status %d\n%s", code, p.text())
	}
	if elapsed := time.Since(signalled); elapsed < drainDelay {
		t.Errorf("ended after %s, before the drain delay", elapsed)
	}
	if _, err := net.Dial("tcp", p.address(t)); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("after the end: %v", err)
	}
}

func TestSIGINTDrainsToo(t *testing.T) {
	p := startProcess(t, binary, nil, "-port", "0", "-drain-delay", "0s")
	p.address(t)
	p.signal(t, syscall.SIGINT)
	if code := p.exitCode(t); code != 0 {
		t.Errorf("exit status %d\n%s", code, p.text())
	}
}

// startHalfEcho sends the first half of an echo request, and waits until the
// program is answering it.
func startHalfEcho(t *testing.T, p *process) net.Conn {
	t.Helper()
	address := p.address(t)
	connection := openConnection(t, address)
	fmt.Fprintf(connection, "POST /echo HTTP/1.1\r\nHost: example.com\r\nContent-Length: 10\r\n\r\nfirst")
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if _, metrics := fetch(t, "GET", "http://"+address+"/metrics", nil); strings.Contains(metrics, "\nhttp_requests_in_flight 2\n") {
			return connection
		}
	}
	t.Fatal("the request never ran")
	return nil
}

func TestRequestInFlightFinishesAfterTheListenerClosed(t *testing.T) {
	p := startProcess(t, binary, nil, "-port", "0", "-drain-delay", "0s")
	connection := startHalfEcho(t, p)
	p.signal(t, syscall.SIGTERM)
	for {
		probe, err := net.DialTimeout("tcp", p.address(t), patience)
		if errors.Is(err, syscall.ECONNREFUSED) {
			break
		}
		if err == nil {
			probe.Close()
		}
		time.Sleep(5 * time.Millisecond)
	}
	io.WriteString(connection, "-last")
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "first-last" || response.StatusCode != 200 {
		t.Errorf("got %d %q, error %v", response.StatusCode, body, err)
	}
	if code := p.exitCode(t); code != 0 {
		t.Errorf("exit status %d\n%s", code, p.text())
	}
}

func TestRequestInFlightAtTheTimeOutMakesExitStatus1(t *testing.T) {
	p := startProcess(t, binary, nil, "-port", "0", "-drain-delay", "0s", "-shutdown-timeout", "200ms")
	startHalfEcho(t, p)
	p.signal(t, syscall.SIGTERM)
	if code := p.exitCode(t); code != 1 {
		t.Errorf("exit status %d", code)
	}
	entry := p.waitFor(t, "stopped")
	if reason, _ := entry["error"].(string); entry["level"] != "ERROR" || !strings.Contains(reason, "still running") {
		t.Errorf("got %v", entry)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := startProcess(t, binary, nil, "-port", "0", "-drain-delay", "1m")
	base := "http://" + p.address(t)
	p.signal(t, syscall.SIGTERM)
	waitForStatus(t, base+"/readyz", 503)
	p.signal(t, syscall.SIGTERM)
	if code := p.exitCode(t); code != 1 {
		t.Errorf("exit status %d", code)
	}
	p.waitFor(t, "stopped by a second signal")
}

func TestBodyLimitOverTCP(t *testing.T) {
	const limitBytes = 1 << 10
	p := startProcess(t, binary, nil, "-port", "0", "-max-body", "1KiB")
	target := "http://" + p.address(t) + "/echo"
	for _, test := range []struct {
		name       string
		body       io.Reader
		wantStatus int
	}{
		{"at the limit", strings.NewReader(strings.Repeat("a", limitBytes)), 200},
		{"one byte more", strings.NewReader(strings.Repeat("a", limitBytes+1)), 413},
		{"at the limit, length not announced", io.MultiReader(strings.NewReader(strings.Repeat("a", limitBytes))), 200},
		{"one byte more, length not announced", io.MultiReader(strings.NewReader(strings.Repeat("a", limitBytes+1))), 413},
	} {
		t.Run(test.name, func(t *testing.T) {
			if response, body := fetch(t, "POST", target, test.body); response.StatusCode != test.wantStatus {
				t.Errorf("got %d %q", response.StatusCode, body)
			}
		})
	}
}

func TestMetricsCountWhatTheProgramAnswered(t *testing.T) {
	p := startProcess(t, binary, nil, "-port", "0")
	base := "http://" + p.address(t)
	fetch(t, "GET", base+"/", nil)
	fetch(t, "GET", base+"/no/such/path", nil)
	fetch(t, "PUT", base+"/echo", nil)
	_, metrics := fetch(t, "GET", base+"/metrics", nil)
	expectLine(t, metrics, `http_requests_total{code="200",method="GET",route="/"} 1`)
	expectLine(t, metrics, `http_requests_total{code="404",method="GET",route="unmatched"} 1`)
	expectLine(t, metrics, `http_requests_total{code="405",method="PUT",route="unmatched"} 1`)
}

func TestAccessLogAppearsAtTheDefaultLevel(t *testing.T) {
	p := startProcess(t, binary, nil, "-port", "0")
	fetch(t, "GET", "http://"+p.address(t)+"/healthz", nil)
	if entry := p.waitFor(t, "request"); entry["path"] != "/healthz" {
		t.Errorf("got %v", entry)
	}
}

func TestLogLevelWarnHidesTheAccessLog(t *testing.T) {
	port := freePort(t)
	p := startProcess(t, binary, []string{"LOG_LEVEL=warn", "PORT=" + port, "DRAIN_DELAY=0s"})
	address := net.JoinHostPort("127.0.0.1", port)
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		probe, err := net.Dial("tcp", address)
		if err == nil {
			probe.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	fetch(t, "GET", "http://"+address+"/healthz", nil)
	p.signal(t, syscall.SIGTERM)
	if code := p.exitCode(t); code != 0 || p.text() != "" {
		t.Errorf("exit status %d, log %q", code, p.text())
	}
}

// freePort returns a port that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
