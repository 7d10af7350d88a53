package main

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
)

// startService serves the routes on a free port and returns their base URL.
func startService(t *testing.T, draining chan struct{}) string {
	t.Helper()
	build, err := newBuildInfo("1.2.3", "test", "true")
	if err != nil {
		t.Fatal(err)
	}
	app := &service{
		greeting: "good day",
		build:    build,
		draining: draining,
		metrics:  newMetrics(build),
		logger:   slog.New(slog.DiscardHandler),
	}
	return startHandler(t, app.handler())
}

// startHandler serves a handler on a free port and returns its base URL.
func startHandler(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func fetch(t *testing.T, method, target string, body io.Reader) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	return send(t, request)
}

func send(t *testing.T, request *http.Request) (*http.Response, string) {
	t.Helper()
	client := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(received)
}

func TestRoutes(t *testing.T) {
	base := startService(t, make(chan struct{}))
	for _, test := range []struct {
		method, path string
		wantStatus   int
		wantBody     string
	}{
		{"GET", "/", 200, "good day from 127.0.0.1\n"},
		{"HEAD", "/", 200, ""},
		{"POST", "/", 405, "Method Not Allowed\n"},
		{"GET", "/healthz", 200, "ok\n"},
		{"GET", "/readyz", 200, "ready\n"},
		{"GET", "/unknown", 404, "404 page not found\n"},
		{"GET", "/healthz/", 404, "404 page not found\n"},
		{"GET", "/echo", 405, "Method Not Allowed\n"},
		{"POST", "/echo", 200, ""},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			response, body := fetch(t, test.method, base+test.path, nil)
			if response.StatusCode != test.wantStatus || body != test.wantBody {
				t.Errorf("got %d %q", response.StatusCode, body)
			}
		})
	}
}

func TestGreetingNamesTheHostWithoutPort(t *testing.T) {
	base := startService(t, make(chan struct{}))
	for host, want := range map[string]string{
		"app.example.com":      "good day from app.example.com\n",
		"app.example.com:8443": "good day from app.example.com\n",
		"[2001:db8::1]:80":     "good day from 2001:db8::1\n",
	} {
		request, err := http.NewRequest("GET", base+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		if _, body := send(t, request); body != want {
			t.Errorf("%s: got %q", host, body)
		}
	}
}

func TestReadinessFailsOnceShutdownBegan(t *testing.T) {
	draining := make(chan struct{})
	base := startService(t, draining)
	close(draining)
	if response, body := fetch(t, "GET", base+"/readyz", nil); response.StatusCode != 503 || body != "draining\n" {
		t.Errorf("got %d %q", response.StatusCode, body)
	}
}

func TestHealthOutlivesReadiness(t *testing.T) {
	draining := make(chan struct{})
	base := startService(t, draining)
	close(draining)
	if response, body := fetch(t, "GET", base+"/healthz", nil); response.StatusCode != 200 || body != "ok\n" {
		t.Errorf("got %d %q", response.StatusCode, body)
	}
}

func TestEchoReturnsBinaryUnchanged(t *testing.T) {
	base := startService(t, make(chan struct{}))
	const sent = "\x00\xff\r\n<script>"
	response, body := fetch(t, "POST", base+"/echo", strings.NewReader(sent))
	if response.StatusCode != 200 || body != sent {
		t.Errorf("got %d %q", response.StatusCode, body)
	}
}

func TestEchoNeverClaimsToBeADocument(t *testing.T) {
	base := startService(t, make(chan struct{}))
	request, err := http.NewRequest("POST", base+"/echo", strings.NewReader("<script>"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/html")
	response, _ := send(t, request)
	if response.Header.Get("Content-Type") != "application/octet-stream" ||
		response.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("got %v", response.Header)
	}
}

func TestEchoOfAnUnreadableBodyIs400(t *testing.T) {
	app := &service{logger: slog.New(slog.DiscardHandler)}
	base := startHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = io.NopCloser(iotest.ErrReader(errors.New("broken")))
		app.echo(w, r)
	}))
	if response, body := fetch(t, "POST", base, nil); response.StatusCode != 400 || body != "request body cannot be read\n" {
		t.Errorf("got %d %q", response.StatusCode, body)
	}
}

func TestVersionDescribesTheBuild(t *testing.T) {
	base := startService(t, make(chan struct{}))
	response, body := fetch(t, "GET", base+"/version", nil)
	var got buildInfo
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	want, err := newBuildInfo("1.2.3", "test", "true")
	if err != nil {
		t.Fatal(err)
	}
	want.ExecutableSHA256 = got.ExecutableSHA256
	if got != want || response.Header.Get("Content-Type") != "application/json" {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAnswersAreNotCached(t *testing.T) {
	base := startService(t, make(chan struct{}))
	for _, path := range []string{"/", "/healthz", "/readyz", "/version"} {
		if response, _ := fetch(t, "GET", base+path, nil); response.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %q", path, response.Header.Get("Cache-Control"))
		}
	}
}

func TestBuildInfoDefaults(t *testing.T) {
	build, err := newBuildInfo("", "", "")
	if err != nil || build.Version != "0.0.0-dev" || build.Environment != "development" || build.Debug {
		t.Errorf("got %+v, error %v", build, err)
	}
}

func TestBuildInfoRefusesAnotherDebugValue(t *testing.T) {
	_, err := newBuildInfo("", "", "yes")
	if err == nil || !strings.Contains(err.Error(), `main.debug is "yes"; allowed: true or false`) {
		t.Errorf("got %v", err)
	}
}
