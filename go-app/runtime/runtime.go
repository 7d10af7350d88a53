// Package runtime serves one http.Handler in whatever surroundings the program
// finds itself: on a TCP address, or inside AWS Lambda. The handler is the same
// in all of them, and so are request IDs, the access log, the recovery from
// panics and the limit on request bodies.
package runtime

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"time"
)

// LambdaRuntimeAPIVariable names the environment variable by which AWS Lambda
// tells a program the address of its Runtime API. Serve talks to that address
// instead of listening when the variable is not empty.
const LambdaRuntimeAPIVariable = "AWS_LAMBDA_RUNTIME_API"

// ErrUnfinishedRequests is the reason Serve gives when requests were still
// running at the end of the shutdown time-out.
var ErrUnfinishedRequests = errors.New("requests were still running at the end of the shutdown time-out")

// Config says where and within which limits a handler is served. Start from
// DefaultConfig: a zero time-out means none, a zero MaxBodyBytes refuses every
// request body.
type Config struct {
	// Host is the IP address or host name to listen on. Unused in AWS Lambda.
	Host string
	// Port is the TCP port to listen on; 0 takes any free port. Unused in AWS Lambda.
	Port int
	// DrainDelay is how long new connections are still accepted once shutdown
	// began, so that load balancers have time to look elsewhere.
	DrainDelay time.Duration
	// ShutdownTimeout is how long running requests may take to end once the
	// listener is closed.
	ShutdownTimeout time.Duration
	// ReadHeaderTimeout limits the time a client takes to send its headers.
	ReadHeaderTimeout time.Duration
	// ReadTimeout limits the time a client takes to send headers and body.
	ReadTimeout time.Duration
	// WriteTimeout limits the time from the end of the headers to the end of
	// the response.
	WriteTimeout time.Duration
	// IdleTimeout limits the time a connection waits for its next request.
	IdleTimeout time.Duration
	// MaxHeaderBytes limits the size of the request line and headers.
	MaxHeaderBytes int
	// MaxBodyBytes limits the size of a request body; reading further fails
	// with an *http.MaxBytesError.
	MaxBodyBytes int64
	// Logger takes the access log and every message of Serve.
	Logger *slog.Logger
	// OnRequest is called after each request, if it is set.
	OnRequest func(RequestRecord)
}

// DefaultConfig returns limits that suit a small service behind a reverse proxy.
func DefaultConfig() Config {
	return Config{
		Host:              "127.0.0.1",
		Port:              8080,
		DrainDelay:        3 * time.Second,
		ShutdownTimeout:   20 * time.Second,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       90 * time.Second,
		MaxHeaderBytes:    64 << 10,
		MaxBodyBytes:      1 << 20,
		Logger:            slog.Default(),
	}
}

// Serve answers requests with handler until ctx is done, then shuts down in
// order. It returns nil after an orderly end and ErrUnfinishedRequests when
// requests had to be cut off.
func Serve(ctx context.Context, cfg Config, handler http.Handler) error {
	requests := &observer{next: handler, logger: cfg.Logger, onRequest: cfg.OnRequest}
	limited := http.MaxBytesHandler(requests, cfg.MaxBodyBytes)
	if InLambda() {
		return serveLambda(ctx, cfg.Logger, limited)
	}
	return serveTCP(ctx, cfg, limited, &requests.running)
}

// InLambda reports whether the program was started by AWS Lambda.
func InLambda() bool {
	return os.Getenv(LambdaRuntimeAPIVariable) != ""
}
