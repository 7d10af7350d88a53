package runtime

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for something that has to happen.
const patience = 10 * time.Second

// logLines keeps what was logged, one decoded JSON object a line.
type logLines struct {
	mu      sync.Mutex
	entries []map[string]any
	grown   chan struct{}
}

func newLogLines() *logLines {
	return &logLines{grown: make(chan struct{}, 1)}
}

// Write implements io.Writer; slog writes one line at a time.
func (l *logLines) Write(line []byte) (int, error) {
	var entry map[string]any
	if err := json.Unmarshal(line, &entry); err != nil {
		entry = map[string]any{"msg": string(line)}
	}
	l.mu.Lock()
	l.entries = append(l.entries, entry)
	l.mu.Unlock()
	select {
	case l.grown <- struct{}{}:
	default:
	}
	return len(line), nil
}

// readFrom takes lines until the end of source.
func (l *logLines) readFrom(source io.Reader) {
	scanner := bufio.NewScanner(source)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		l.Write(scanner.Bytes())
	}
}

func (l *logLines) find(message string) map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, entry := range l.entries {
		if entry["msg"] == message {
			return entry
		}
	}
	return nil
}

// waitFor returns the first line with that message.
func (l *logLines) waitFor(t *testing.T, message string) map[string]any {
	t.Helper()
	timeout := time.After(patience)
	for {
		if entry := l.find(message); entry != nil {
			return entry
		}
		select {
		case <-l.grown:
		case <-timeout:
			t.Fatalf("no log line %q in %v", message, l.entries)
		}
	}
}

// served is a running Serve.
type served struct {
	address string
	logs    *logLines
	stop    context.CancelFunc
	result  chan error
}

// startServe serves handler on a free port, with time-outs of change.
func startServe(t *testing.T, handler http.Handler, change func(*Config)) *served {
	t.Helper()
	t.Setenv(LambdaRuntimeAPIVariable, "")
	logs := newLogLines()
	cfg := DefaultConfig()
	cfg.Port = 0
	cfg.DrainDelay = 0
	cfg.ShutdownTimeout = patience
	cfg.Logger = slog.New(slog.NewJSONHandler(logs, nil))
	if change != nil {
		change(&cfg)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &served{logs: logs, stop: stop, result: make(chan error, 1)}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		s.result <- Serve(ctx, cfg, handler)
	}()
	t.Cleanup(func() { stop(); <-finished })
	s.address = logs.waitFor(t, "listening")["address"].(string)
	return s
}

func (s *served) dial(t *testing.T) net.Conn {
	t.Helper()
	connection, err := net.DialTimeout("tcp", s.address, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	connection.SetDeadline(time.Now().Add(patience))
	return connection
}

func (s *served) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-s.result:
		return err
	case <-time.After(patience):
		t.Fatal("Serve did not return")
		return nil
	}
}

// do sends a request over a connection of its own and returns the response with its body.
func do(t *testing.T, request *http.Request) (*http.Response, string) {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	client := &http.Client{Transport: transport, Timeout: patience}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func newRequest(t *testing.T, method, target, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return request
}

var okHandler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	io.WriteString(w, "ok")
})
