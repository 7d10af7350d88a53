// Package lambdatest is the Lambda side of the Lambda Runtime API, so that
// tests can invoke a real program the way AWS Lambda does.
package lambdatest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// maxPayloadBytes is the limit at which the Runtime API refuses a response.
const maxPayloadBytes = 6 << 20

// Server hands invocations to the program under test and takes its answers.
type Server struct {
	http       *httptest.Server
	queue      chan invocation
	initErrors chan Outcome
	failed     chan struct{}
	fail       sync.Once
	lastID     atomic.Int64
	current    atomic.Pointer[invocation]
}

type invocation struct {
	id       string
	event    string
	deadline time.Time
	outcome  chan Outcome
}

// Outcome is what the program posted for one invocation.
type Outcome struct {
	// Failed tells that it was posted as an error.
	Failed bool
	// Payload is the posted body.
	Payload []byte
	// ErrorType is the kind of error the headers of an init error name.
	ErrorType string
}

// Response is an HTTP response in payload format 2.0.
type Response struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Cookies         []string          `json:"cookies"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// Failure is the body of an error the program posted.
type Failure struct {
	Message string `json:"errorMessage"`
	Type    string `json:"errorType"`
}

// NewServer starts a Runtime API on a free port of 127.0.0.1.
func NewServer() *Server {
	s := &Server{
		queue:      make(chan invocation),
		initErrors: make(chan Outcome, 1),
		failed:     make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", s.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", s.finish(false))
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", s.finish(true))
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", s.initError)
	s.http = httptest.NewServer(mux)
	return s
}

// Address is the value for AWS_LAMBDA_RUNTIME_API.
func (s *Server) Address() string {
	return strings.TrimPrefix(s.http.URL, "http://")
}

// Fail answers every poll for an invocation with an error from now on.
func (s *Server) Fail() {
	s.fail.Do(func() { close(s.failed) })
}

// Close ends the server and every poll that waits for an invocation.
func (s *Server) Close() {
	s.Fail()
	s.http.Close()
}

// Invoke hands event to the program and waits for what it posts.
func (s *Server) Invoke(ctx context.Context, event string, deadline time.Time) (Outcome, error) {
	next := invocation{
		id:       fmt.Sprintf("00000000-0000-4000-8000-%012d", s.lastID.Add(1)),
		event:    event,
		deadline: deadline,
		outcome:  make(chan Outcome, 1),
	}
	select {
	case s.queue <- next:
	case <-ctx.Done():
		return Outcome{}, fmt.Errorf("the program did not poll for an invocation: %w", ctx.Err())
	}
	select {
	case outcome := <-next.outcome:
		return outcome, nil
	case <-ctx.Done():
		return Outcome{}, fmt.Errorf("the program did not answer the invocation: %w", ctx.Err())
	}
}

// InitError waits until the program reports that it cannot start.
func (s *Server) InitError(ctx context.Context) (Outcome, error) {
	select {
	case outcome := <-s.initErrors:
		return outcome, nil
	case <-ctx.Done():
		return Outcome{}, fmt.Errorf("the program reported no init error: %w", ctx.Err())
	}
}

// Response decodes an outcome that is an HTTP response.
func (o Outcome) Response() (Response, error) {
	var response Response
	if o.Failed {
		return response, fmt.Errorf("the invocation failed: %s", o.Payload)
	}
	err := json.Unmarshal(o.Payload, &response)
	return response, err
}

// Failure decodes an outcome that is an error.
func (o Outcome) Failure() (Failure, error) {
	var failure Failure
	if !o.Failed {
		return failure, fmt.Errorf("the invocation did not fail: %s", o.Payload)
	}
	err := json.Unmarshal(o.Payload, &failure)
	return failure, err
}

func (s *Server) next(w http.ResponseWriter, r *http.Request) {
	select {
	case next := <-s.queue:
		s.current.Store(&next)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", next.id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(next.deadline.UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn",
			"arn:aws:lambda:eu-central-1:123456789012:function:app")
		w.Header().Set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0")
		io.WriteString(w, next.event)
	case <-s.failed:
		http.Error(w, "failed", http.StatusInternalServerError)
	case <-r.Context().Done():
	}
}

func (s *Server) finish(failed bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		current := s.current.Load()
		if current == nil || current.id != r.PathValue("id") {
			http.Error(w, `{"errorType":"InvalidRequestID"}`, http.StatusBadRequest)
			return
		}
		payload, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if len(payload) > maxPayloadBytes {
			http.Error(w, `{"errorType":"RequestEntityTooLarge"}`, http.StatusRequestEntityTooLarge)
			return
		}
		s.current.Store(nil)
		accept(w)
		current.outcome <- Outcome{Failed: failed, Payload: payload}
	}
}

func (s *Server) initError(w http.ResponseWriter, r *http.Request) {
	payload, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	accept(w)
	s.initErrors <- Outcome{
		Failed:    true,
		Payload:   payload,
		ErrorType: r.Header.Get("Lambda-Runtime-Function-Error-Type"),
	}
}

func accept(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	io.WriteString(w, `{"status":"OK"}`)
}
