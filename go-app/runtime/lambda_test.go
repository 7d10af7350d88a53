package runtime

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/landfall/go-app/internal/lambdatest"
)

// lambdaProgramVariable makes the test binary be the program that Lambda runs.
const lambdaProgramVariable = "RUNTIME_TEST_LAMBDA_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(lambdaProgramVariable) != "" {
		os.Exit(lambdaProgram())
	}
	os.Exit(m.Run())
}

// lambdaProgram serves a handler that shows what reached it.
func lambdaProgram() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	mux := http.NewServeMux()
	mux.HandleFunc("/show", showRequest)
	mux.HandleFunc("/panic", panicWithReason)
	mux.HandleFunc("/half", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		panic("reason of the panic")
	})
	mux.HandleFunc("/repeat", func(w http.ResponseWriter, r *http.Request) {
		var size int
		fmt.Sscan(r.URL.Query().Get("bytes"), &size)
		io.WriteString(w, strings.Repeat("a", size))
	})
	cfg := DefaultConfig()
	cfg.Logger = slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := Serve(ctx, cfg, mux); err != nil {
		return 1
	}
	return 0
}

// showRequest answers with the request as the handler sees it.
func showRequest(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	deadline, _ := r.Context().Deadline()
	json.NewEncoder(w).Encode(map[string]any{
		"method": r.Method, "path": r.URL.Path, "query": r.URL.RawQuery, "host": r.Host,
		"remote": r.RemoteAddr, "body": base64.StdEncoding.EncodeToString(body),
		"length": r.ContentLength, "accept": r.Header.Get("Accept"), "cookie": r.Header.Get("Cookie"),
		"deadline_ms": deadline.UnixMilli(),
	})
}

// lambdaRun is a program under the care of a Runtime API server.
type lambdaRun struct {
	api     *lambdatest.Server
	command *exec.Cmd
	logs    *logLines
	exited  chan struct{}
}

func startLambda(t *testing.T) *lambdaRun {
	t.Helper()
	run := &lambdaRun{api: lambdatest.NewServer(), logs: newLogLines(), exited: make(chan struct{})}
	t.Cleanup(run.api.Close)
	run.command = exec.Command(os.Args[0])
	run.command.Env = []string{lambdaProgramVariable + "=1", LambdaRuntimeAPIVariable + "=" + run.api.Address()}
	stderr, err := run.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		run.logs.readFrom(stderr)
		run.command.Wait()
		close(run.exited)
	}()
	t.Cleanup(func() { run.command.Process.Kill(); <-run.exited })
	return run
}

func (l *lambdaRun) invoke(t *testing.T, event string, deadline time.Time) lambdatest.Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	outcome, err := l.api.Invoke(ctx, event, deadline)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// respond invokes the program and expects an HTTP response.
func (l *lambdaRun) respond(t *testing.T, event string) lambdatest.Response {
	t.Helper()
	response, err := l.invoke(t, event, time.Now().Add(time.Minute)).Response()
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func getEvent(path, query string) string {
	return fmt.Sprintf(`{"version":"2.0","rawPath":%q,"rawQueryString":%q,"headers":{"host":"example.com"},
		"requestContext":{"stage":"$default","http":{"method":"GET","sourceIp":"192.0.2.7"}},
		"isBase64Encoded":false}`, path, query)
}

func (l *lambdaRun) exitCode(t *testing.T) int {
	t.Helper()
	select {
	case <-l.exited:
		return l.command.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatal("the program did not end")
		return 0
	}
}

func TestLambdaHandsOverTheWholeRequest(t *testing.T) {
	run := startLambda(t)
	deadline := time.Now().Add(42 * time.Second)
	body := base64.StdEncoding.EncodeToString([]byte("\x00\xff binary"))
	outcome := run.invoke(t, fmt.Sprintf(`{"version":"2.0","rawPath":"/show","rawQueryString":"a=1&a=2",
		"cookies":["one=1","two=2"],"headers":{"host":"app.example.com","accept":"text/html,text/plain"},
		"requestContext":{"http":{"method":"POST","sourceIp":"192.0.2.7","protocol":"HTTP/1.1"}},
		"body":%q,"isBase64Encoded":true}`, body), deadline)
	response, err := outcome.Response()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(response.Body), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"method": "POST", "path": "/show", "query": "a=1&a=2", "host": "app.example.com",
		"remote": "192.0.2.7:0", "body": body, "length": 9.0, "accept": "text/html,text/plain",
		"cookie": "one=1; two=2", "deadline_ms": float64(deadline.UnixMilli()),
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %v, want %v", name, got[name], value)
		}
	}
}

func TestLambdaSurvivesAPanic(t *testing.T) {
	run := startLambda(t)
	response := run.respond(t, getEvent("/panic", ""))
	if response.StatusCode != 500 || response.Body != "internal server error\n" {
		t.Errorf("got %+v", response)
	}
	if stack, _ := run.logs.waitFor(t, "handler panicked")["stack"].(string); !strings.Contains(stack, "panicWithReason") {
		t.Errorf("the stack does not name the handler: %q", stack)
	}
	if next := run.respond(t, getEvent("/show", "")); next.StatusCode != 200 {
		t.Errorf("the next invocation got %+v", next)
	}
}

func TestLambdaReturnsNoHalfResponse(t *testing.T) {
	run := startLambda(t)
	response := run.respond(t, getEvent("/half", ""))
	if response.StatusCode != 500 || strings.Contains(response.Body, "half") {
		t.Errorf("got %+v", response)
	}
}

func TestLambdaRefusesAnotherEventAndGoesOn(t *testing.T) {
	run := startLambda(t)
	event := `{"Records":[{"body":"secret-value"}]}`
	failure, err := run.invoke(t, event, time.Now().Add(time.Minute)).Failure()
	if err != nil {
		t.Fatal(err)
	}
	if failure.Type != "UnsupportedEventError" || !strings.Contains(failure.Message, "payload format 2.0") {
		t.Errorf("got %+v", failure)
	}
	if strings.Contains(failure.Message, "secret-value") {
		t.Errorf("the message repeats the event: %q", failure.Message)
	}
	if next := run.respond(t, getEvent("/show", "")); next.StatusCode != 200 {
		t.Errorf("the next invocation got %+v", next)
	}
}

func TestLambdaSurvivesAResponseTooLargeToReturn(t *testing.T) {
	run := startLambda(t)
	response := run.respond(t, getEvent("/repeat", fmt.Sprintf("bytes=%d", maxLambdaPayloadBytes)))
	if response.StatusCode != 500 || response.Body != "internal server error\n" {
		t.Errorf("got %d with %d bytes", response.StatusCode, len(response.Body))
	}
	run.logs.waitFor(t, "response is larger than Lambda can return")
	if next := run.respond(t, getEvent("/show", "")); next.StatusCode != 200 {
		t.Errorf("the next invocation got %+v", next)
	}
}

func TestLambdaProgramEndsOnSIGTERM(t *testing.T) {
	run := startLambda(t)
	run.respond(t, getEvent("/show", ""))
	run.command.Process.Signal(syscall.SIGTERM)
	if code := run.exitCode(t); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

func TestLambdaProgramEndsWhenTheRuntimeAPIFails(t *testing.T) {
	run := startLambda(t)
	run.respond(t, getEvent("/show", ""))
	run.api.Fail()
	if code := run.exitCode(t); code != 1 {
		t.Errorf("exit status %d", code)
	}
}
