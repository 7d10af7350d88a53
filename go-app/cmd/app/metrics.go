package main

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.com/landfall/go-app/runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// unmatchedRoute is the route label of requests no route matched.
const unmatchedRoute = "unmatched"

// otherMethod is the method label of methods HTTP does not define.
const otherMethod = "other"

var knownMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
	http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace,
}

// metrics counts requests in a registry of its own. No label takes a value a
// client can choose freely.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
}

func newMetrics(build buildInfo) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total",
			Help: "Answered HTTP requests.",
		}, []string{"code", "method", "route"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds",
			Help: "Time from the end of the request headers to the end of the handler.",
		}, []string{"method", "route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_in_flight",
			Help: "HTTP requests being answered now.",
		}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "app_build_info",
		Help: "Always 1; the labels tell which build is running.",
		ConstLabels: prometheus.Labels{
			"version":     build.Version,
			"environment": build.Environment,
			"go_version":  build.GoVersion,
			"debug":       strconv.FormatBool(build.Debug),
		},
	})
	info.Set(1)
	m.registry.MustRegister(m.requests, m.duration, m.inFlight, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// record counts one answered request.
func (m *metrics) record(request runtime.RequestRecord) {
	method := request.Method
	if !slices.Contains(knownMethods, method) {
		method = otherMethod
	}
	route := routeLabel(request.Route)
	m.requests.WithLabelValues(strconv.Itoa(request.Status), method, route).Inc()
	m.duration.WithLabelValues(method, route).Observe(request.Duration.Seconds())
}

// routeLabel turns a pattern such as "GET /{$}" into its path.
func routeLabel(pattern string) string {
	if pattern == "" {
		return unmatchedRoute
	}
	path := pattern[strings.Index(pattern, "/"):]
	return strings.TrimSuffix(path, "{$}")
}

// countInFlight shows requests to next while they run.
func (m *metrics) countInFlight(next http.Handler) http.Handler {
	return promhttp.InstrumentHandlerInFlight(m.inFlight, next)
}

// handler serves the metrics as text.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
