package runtime

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// readToEnd returns what the server sent until it closed the connection.
func readToEnd(t *testing.T, connection net.Conn) string {
	t.Helper()
	received, err := io.ReadAll(connection)
	var netErr net.Error
	if errors.As(err, &netErr) && netErr.Timeout() {
		t.Fatal("the server did not close the connection")
	}
	return string(received)
}

func TestServeAnswersOnTheLoggedAddress(t *testing.T) {
	s := startServe(t, okHandler, nil)
	response, body := do(t, newRequest(t, "GET", "http://"+s.address+"/", ""))
	if response.StatusCode != 200 || body != "ok" {
		t.Errorf("got %d %q", response.StatusCode, body)
	}
}

func TestServeReportsATakenPort(t *testing.T) {
	t.Setenv(LambdaRuntimeAPIVariable, "")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cfg := DefaultConfig()
	cfg.Port = taken.Addr().(*net.TCPAddr).Port
	err = Serve(context.Background(), cfg, okHandler)
	if err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got %v", err)
	}
}

func TestReadHeaderTimeoutCutsOffASlowClient(t *testing.T) {
	const limit = 150 * time.Millisecond
	s := startServe(t, okHandler, func(cfg *Config) { cfg.ReadHeaderTimeout = limit })
	connection := s.dial(t)
	started := time.Now()
	io.WriteString(connection, "GET / HTTP/1.1\r\nHost: example.com\r\n")
	received := readToEnd(t, connection)
	if strings.Contains(received, "200 OK") {
		t.Errorf("got %q", received)
	}
	if elapsed := time.Since(started); elapsed < limit {
		t.Errorf("cut off after %s, before the limit of %s", elapsed, limit)
	}
}

func TestReadTimeoutCutsOffASlowBody(t *testing.T) {
	readErr := make(chan error, 1)
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		readErr <- err
	})
	s := startServe(t, handler, func(cfg *Config) { cfg.ReadTimeout = 150 * time.Millisecond })
	connection := s.dial(t)
	io.WriteString(connection, "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 10\r\n\r\nhalf")
	select {
	case err := <-readErr:
		var netErr net.Error
		if !errors.As(err, &netErr) || !netErr.Timeout() {
			t.Errorf("got %v, want a time-out", err)
		}
	case <-time.After(patience):
		t.Error("the body was waited for without end")
	}
}

func TestWriteTimeoutCutsOffASlowHandler(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(300 * time.Millisecond)
		io.WriteString(w, "late")
	})
	s := startServe(t, handler, func(cfg *Config) { cfg.WriteTimeout = 100 * time.Millisecond })
	connection := s.dial(t)
	io.WriteString(connection, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
	if received := readToEnd(t, connection); received != "" {
		t.Errorf("got %q", received)
	}
}

func TestIdleTimeoutClosesAnUnusedConnection(t *testing.T) {
	s := startServe(t, okHandler, func(cfg *Config) { cfg.IdleTimeout = 100 * time.Millisecond })
	connection := s.dial(t)
	io.WriteString(connection, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
	if received := readToEnd(t, connection); !strings.Contains(received, "200 OK") {
		t.Errorf("got %q", received)
	}
}

func TestMaxHeaderBytesRefusesLongHeaders(t *testing.T) {
	s := startServe(t, okHandler, func(cfg *Config) { cfg.MaxHeaderBytes = 1 << 10 })
	request := newRequest(t, "GET", "http://"+s.address+"/", "")
	request.Header.Set("X-Long", strings.Repeat("a", 16<<10))
	response, _ := do(t, request)
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %d", response.StatusCode)
	}
}

func TestMaxBodyBytesIsTheLargestBodyAHandlerCanRead(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		}
	})
	s := startServe(t, handler, func(cfg *Config) { cfg.MaxBodyBytes = 100 })
	for size, want := range map[int]int{100: 200, 101: 413} {
		response, _ := do(t, newRequest(t, "POST", "http://"+s.address+"/", strings.Repeat("a", size)))
		if response.StatusCode != want {
			t.Errorf("%d bytes: got %d, want %d", size, response.StatusCode, want)
		}
	}
}

func TestServeAcceptsConnectionsDuringTheDrainDelay(t *testing.T) {
	s := startServe(t, okHandler, func(cfg *Config) { cfg.DrainDelay = 500 * time.Millisecond })
	s.stop()
	s.logs.waitFor(t, "draining")
	response, _ := do(t, newRequest(t, "GET", "http://"+s.address+"/", ""))
	if response.StatusCode != 200 {
		t.Errorf("got %d", response.StatusCode)
	}
	if err := s.wait(t); err != nil {
		t.Error(err)
	}
	if _, err := net.DialTimeout("tcp", s.address, patience); err == nil {
		t.Error("a connection was accepted after the end")
	}
}

// startHeldRequest sends a request that runs until release is closed.
func startHeldRequest(t *testing.T, change func(*Config)) (s *served, release chan struct{}, reader *bufio.Reader) {
	t.Helper()
	release = make(chan struct{})
	running := make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(running)
		<-release
		io.WriteString(w, "finished")
	})
	s = startServe(t, handler, change)
	connection := s.dial(t)
	io.WriteString(connection, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
	<-running
	return s, release, bufio.NewReader(connection)
}

func TestShutdownLetsARunningRequestFinish(t *testing.T) {
	s, release, reader := startHeldRequest(t, nil)
	s.stop()
	s.logs.waitFor(t, "listener closing")
	close(release)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "finished" {
		t.Errorf("got %q, %v", body, err)
	}
	if err := s.wait(t); err != nil {
		t.Error(err)
	}
}

func TestShutdownTimeoutReportsUnfinishedRequests(t *testing.T) {
	s, release, _ := startHeldRequest(t, func(cfg *Config) { cfg.ShutdownTimeout = 100 * time.Millisecond })
	defer close(release)
	s.stop()
	if err := s.wait(t); !errors.Is(err, ErrUnfinishedRequests) || !strings.Contains(err.Error(), ": 1 after 100ms") {
		t.Errorf("got %v", err)
	}
}

func TestShutdownDoesNotComplainOfAConnectionWithoutRequest(t *testing.T) {
	s := startServe(t, okHandler, func(cfg *Config) { cfg.ShutdownTimeout = 100 * time.Millisecond })
	connection := s.dial(t)
	io.WriteString(connection, "GET / HTTP/1.1\r\n")
	do(t, newRequest(t, "GET", "http://"+s.address+"/", ""))
	s.stop()
	if err := s.wait(t); err != nil {
		t.Error(err)
	}
}
