package runtime

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// RequestIDHeader names the header by which a client or proxy gives a request
// its ID, and by which the response repeats it.
const RequestIDHeader = "X-Request-Id"

var acceptableRequestID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// RequestRecord describes one answered request. It leaves out the query string
// and all header values but the request ID, which may hold secrets.
type RequestRecord struct {
	// Method is the request method as the client sent it.
	Method string
	// Path is the decoded request path without the query string.
	Path string
	// Route is the http.ServeMux pattern that matched, empty when none did.
	Route string
	// Status is the HTTP status code of the response.
	Status int
	// ResponseBytes is the number of body bytes the handler wrote.
	ResponseBytes int64
	// Duration is the time from the end of the headers to the end of the handler.
	Duration time.Duration
	// Remote is the IP address of the peer.
	Remote string
	// RequestID is the ID the response carried.
	RequestID string
}

// observer gives each request an ID, turns a panic into a 500, counts the
// running requests and reports each one when it ends.
type observer struct {
	next      http.Handler
	logger    *slog.Logger
	onRequest func(RequestRecord)
	running   atomic.Int64
}

// ServeHTTP implements http.Handler.
func (o *observer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	o.running.Add(1)
	defer o.running.Add(-1)
	requestID := r.Header.Get(RequestIDHeader)
	if !acceptableRequestID.MatchString(requestID) {
		requestID = rand.Text()
	}
	w.Header().Set(RequestIDHeader, requestID)
	response := &responseRecorder{ResponseWriter: w}
	defer func() {
		o.report(RequestRecord{
			Method:        r.Method,
			Path:          r.URL.Path,
			Route:         r.Pattern,
			Status:        response.finalStatus(),
			ResponseBytes: response.bytes,
			Duration:      time.Since(started),
			Remote:        remoteIP(r),
			RequestID:     requestID,
		})
	}()
	defer o.recoverPanic(response, requestID)
	o.next.ServeHTTP(response, r)
}

// recoverPanic answers 500, or aborts the response when part of it is already
// on its way: a client must not take half a response for a whole one.
func (o *observer) recoverPanic(response *responseRecorder, requestID string) {
	reason := recover()
	if reason == nil {
		return
	}
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
	o.logger.Error("handler panicked", "panic", fmt.Sprint(reason),
		"request_id", requestID, "stack", string(debug.Stack()))
	if response.status != 0 {
		panic(http.ErrAbortHandler)
	}
	http.Error(response, "internal server error", http.StatusInternalServerError)
}

func (o *observer) report(record RequestRecord) {
	o.logger.Info("request",
		"method", record.Method,
		"path", record.Path,
		"status", record.Status,
		"bytes", record.ResponseBytes,
		"duration_ms", float64(record.Duration.Microseconds())/1000,
		"remote", record.Remote,
		"request_id", record.RequestID)
	if o.onRequest != nil {
		o.onRequest(record)
	}
}

func remoteIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// responseRecorder remembers the status and size of a response.
type responseRecorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter. Informational responses (1xx)
// precede the one that counts.
func (r *responseRecorder) WriteHeader(status int) {
	if r.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *responseRecorder) Write(data []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	written, err := r.ResponseWriter.Write(data)
	r.bytes += int64(written)
	return written, err
}

// Unwrap gives http.ResponseController access to flushing and deadlines.
func (r *responseRecorder) Unwrap() http.ResponseWriter {
	return r.ResponseWriter
}

// finalStatus is what the client sees: net/http sends 200 for a handler that
// wrote nothing.
func (r *responseRecorder) finalStatus() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
