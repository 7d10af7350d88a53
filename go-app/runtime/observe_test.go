package runtime

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestAccessLogHasOneLineWithEveryField(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "12345")
	})
	s := startServe(t, handler, nil)
	request := newRequest(t, "PUT", "http://"+s.address+"/some/path?token=secret-value", "")
	request.Header.Set(RequestIDHeader, "given-id")
	request.Header.Set("Authorization", "Bearer secret-value")
	do(t, request)
	entry := s.logs.waitFor(t, "request")
	want := map[string]any{
		"method": "PUT", "path": "/some/path", "status": 418.0, "bytes": 5.0,
		"remote": "127.0.0.1", "request_id": "given-id", "level": "INFO",
	}
	for name, value := range want {
		if entry[name] != value {
			t.Errorf("%s is %v, want %v", name, entry[name], value)
		}
	}
	if milliseconds, ok := entry["duration_ms"].(float64); !ok || milliseconds < 0 {
		t.Errorf("duration_ms is %v", entry["duration_ms"])
	}
	for name, value := range entry {
		if text, ok := value.(string); ok && strings.Contains(text, "secret-value") {
			t.Errorf("%s holds a secret: %q", name, text)
		}
	}
}

func TestRequestIDIsTakenOnlyWhenItIsSane(t *testing.T) {
	s := startServe(t, okHandler, nil)
	generated := regexp.MustCompile(`^[A-Z2-7]{26}$`)
	for given, taken := range map[string]bool{
		"abc-DEF_123":           true,
		strings.Repeat("a", 64): true,
		strings.Repeat("a", 65): false,
		"":                      false,
		"with space":            false,
		"semi;colon":            false,
		"täst":                  false,
	} {
		request := newRequest(t, "GET", "http://"+s.address+"/", "")
		request.Header.Set(RequestIDHeader, given)
		response, _ := do(t, request)
		got := response.Header.Get(RequestIDHeader)
		if taken && got != given {
			t.Errorf("%q became %q", given, got)
		}
		if !taken && !generated.MatchString(got) {
			t.Errorf("%q became %q, want a generated ID", given, got)
		}
	}
}

func TestPanicBecomes500AndIsLoggedWithItsStack(t *testing.T) {
	s := startServe(t, http.HandlerFunc(panicWithReason), nil)
	response, body := do(t, newRequest(t, "GET", "http://"+s.address+"/", ""))
	if response.StatusCode != 500 || body != "internal server error\n" {
		t.Errorf("got %d %q", response.StatusCode, body)
	}
	entry := s.logs.waitFor(t, "handler panicked")
	if entry["panic"] != "reason of the panic" || entry["level"] != "ERROR" {
		t.Errorf("got %v", entry)
	}
	if stack, _ := entry["stack"].(string); !strings.Contains(stack, "panicWithReason") {
		t.Errorf("the stack does not name the handler: %q", stack)
	}
	if entry["request_id"] != response.Header.Get(RequestIDHeader) {
		t.Errorf("request_id is %v", entry["request_id"])
	}
	if status := s.logs.waitFor(t, "request")["status"]; status != 500.0 {
		t.Errorf("the access log has status %v", status)
	}
}

func panicWithReason(http.ResponseWriter, *http.Request) {
	panic("reason of the panic")
}

func TestPanicAfterPartOfTheResponseAbortsIt(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		http.NewResponseController(w).Flush()
		panic("reason of the panic")
	})
	s := startServe(t, handler, nil)
	response, err := http.Get("http://" + s.address + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the client took %q for the whole response, error %v", body, err)
	}
	s.logs.waitFor(t, "handler panicked")
}

func TestDeliberateAbortIsNotLoggedAsPanic(t *testing.T) {
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	s := startServe(t, handler, nil)
	if response, err := http.Get("http://" + s.address + "/"); err == nil {
		response.Body.Close()
		t.Errorf("got %s", response.Status)
	}
	s.logs.waitFor(t, "request")
	if entry := s.logs.find("handler panicked"); entry != nil {
		t.Errorf("logged %v", entry)
	}
}

func TestInformationalResponseIsNotTheRecordedStatus(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusNotFound)
	})
	s := startServe(t, handler, nil)
	do(t, newRequest(t, "GET", "http://"+s.address+"/", ""))
	if status := s.logs.waitFor(t, "request")["status"]; status != 404.0 {
		t.Errorf("got %v", status)
	}
}

func TestOnRequestGetsTheRoutePattern(t *testing.T) {
	records := make(chan RequestRecord, 1)
	mux := http.NewServeMux()
	mux.Handle("GET /items/{id}", okHandler)
	s := startServe(t, mux, func(cfg *Config) {
		cfg.OnRequest = func(record RequestRecord) { records <- record }
	})
	do(t, newRequest(t, "GET", "http://"+s.address+"/items/7", ""))
	select {
	case record := <-records:
		if record.Route != "GET /items/{id}" || record.Path != "/items/7" || record.Status != 200 {
			t.Errorf("got %+v", record)
		}
	case <-time.After(patience):
		t.Error("OnRequest was not called")
	}
}
