package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
)

// service answers the requests of this program.
type service struct {
	greeting string
	build    buildInfo
	// draining is closed as soon as shutdown begins.
	draining <-chan struct{}
	metrics  *metrics
	logger   *slog.Logger
}

// handler routes requests; every other path is 404.
func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.greet)
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /version", s.version)
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.HandleFunc("POST /echo", s.echo)
	return s.metrics.countInFlight(mux)
}

// greet answers with the greeting and the host name the client asked for.
func (s *service) greet(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	s.text(w, http.StatusOK, fmt.Sprintf("%s from %s", s.greeting, host))
}

// health tells that the process lives.
func (s *service) health(w http.ResponseWriter, _ *http.Request) {
	s.text(w, http.StatusOK, "ok")
}

// ready tells whether to send requests here.
func (s *service) ready(w http.ResponseWriter, _ *http.Request) {
	select {
	case <-s.draining:
		s.text(w, http.StatusServiceUnavailable, "draining")
	default:
		s.text(w, http.StatusOK, "ready")
	}
}

// version tells which build is running.
func (s *service) version(w http.ResponseWriter, _ *http.Request) {
	encoded, err := s.build.json()
	if err != nil {
		s.logger.Error("version is not known", "error", err)
		s.text(w, http.StatusInternalServerError, "version is not known")
		return
	}
	s.send(w, "application/json", http.StatusOK, encoded)
}

// echo returns the request body. Its type is always binary, so that no browser
// runs what someone else sent.
func (s *service) echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		s.text(w, http.StatusRequestEntityTooLarge,
			fmt.Sprintf("request body is larger than %d bytes", tooLarge.Limit))
	case err != nil:
		s.text(w, http.StatusBadRequest, "request body cannot be read")
	default:
		s.send(w, "application/octet-stream", http.StatusOK, body)
	}
}

func (s *service) text(w http.ResponseWriter, status int, line string) {
	s.send(w, "text/plain; charset=utf-8", status, []byte(line+"\n"))
}

// send writes a response that no cache keeps. A write fails only when the
// client is gone.
func (s *service) send(w http.ResponseWriter, contentType string, status int, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		s.logger.Debug("response was not delivered", "error", err)
	}
}
