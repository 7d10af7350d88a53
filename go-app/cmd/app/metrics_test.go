package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/landfall/go-app/runtime"
)

// scrape returns the lines /metrics serves after the given requests.
func scrape(t *testing.T, records ...runtime.RequestRecord) string {
	t.Helper()
	build, err := newBuildInfo("1.2.3", "test", "false")
	if err != nil {
		t.Fatal(err)
	}
	counts := newMetrics(build)
	for _, record := range records {
		counts.record(record)
	}
	base := startHandler(t, counts.countInFlight(counts.handler()))
	_, body := fetch(t, "GET", base, nil)
	return body
}

func expectLine(t *testing.T, metrics, line string) {
	t.Helper()
	if !strings.Contains(metrics, "\n"+line+"\n") {
		t.Errorf("no line %q in\n%s", line, metrics)
	}
}

func TestRequestsAreCountedByCodeMethodAndRoute(t *testing.T) {
	record := runtime.RequestRecord{Method: "GET", Path: "/", Route: "GET /{$}", Status: 200}
	metrics := scrape(t, record, record)
	expectLine(t, metrics, `http_requests_total{code="200",method="GET",route="/"} 2`)
}

func TestUnmatchedPathsShareOneRoute(t *testing.T) {
	metrics := scrape(t,
		runtime.RequestRecord{Method: "GET", Path: "/one", Status: 404},
		runtime.RequestRecord{Method: "GET", Path: "/two", Status: 404})
	expectLine(t, metrics, `http_requests_total{code="404",method="GET",route="unmatched"} 2`)
}

func TestInventedMethodsShareOneLabel(t *testing.T) {
	metrics := scrape(t,
		runtime.RequestRecord{Method: "BREW", Status: 405},
		runtime.RequestRecord{Method: "WHEN", Status: 405})
	expectLine(t, metrics, `http_requests_total{code="405",method="other",route="unmatched"} 2`)
}

func TestDurationIsMeasuredInSeconds(t *testing.T) {
	metrics := scrape(t, runtime.RequestRecord{
		Method: http.MethodPost, Route: "POST /echo", Status: 200, Duration: 1500 * time.Millisecond,
	})
	expectLine(t, metrics, `http_request_duration_seconds_sum{method="POST",route="/echo"} 1.5`)
	expectLine(t, metrics, `http_request_duration_seconds_bucket{method="POST",route="/echo",le="1"} 0`)
	expectLine(t, metrics, `http_request_duration_seconds_bucket{method="POST",route="/echo",le="2.5"} 1`)
}

func TestScrapeCountsItselfInFlight(t *testing.T) {
	expectLine(t, scrape(t), "http_requests_in_flight 1")
}

func TestBuildInfoMetricNamesTheBuild(t *testing.T) {
	metrics := scrape(t)
	if !strings.Contains(metrics, `app_build_info{debug="false",environment="test",go_version="go`) ||
		!strings.Contains(metrics, `version="1.2.3"} 1`) {
		t.Errorf("got\n%s", metrics)
	}
}

func TestGoAndProcessMetricsAreServed(t *testing.T) {
	metrics := scrape(t)
	for _, name := range []string{"go_goroutines", "process_resident_memory_bytes", "process_open_fds"} {
		if !strings.Contains(metrics, "\n"+name+" ") {
			t.Errorf("no %s", name)
		}
	}
}
