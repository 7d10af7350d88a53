package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// serveTCP listens on cfg.Host and cfg.Port. When ctx is done it goes on
// serving for cfg.DrainDelay, closes the listener and lets the running requests end.
func serveTCP(ctx context.Context, cfg Config, handler http.Handler, running *atomic.Int64) error {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", net.JoinHostPort(cfg.Host, strconv.Itoa(cfg.Port)))
	if err != nil {
		return err
	}
	server := newServer(cfg, handler)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	cfg.Logger.Info("listening", "address", listener.Addr().String())

	select {
	case err := <-served:
		return fmt.Errorf("serve %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	cfg.Logger.Info("draining", "drain_delay", cfg.DrainDelay.String())
	select {
	case err := <-served:
		return fmt.Errorf("serve %s while draining: %w", listener.Addr(), err)
	case <-time.After(cfg.DrainDelay):
	}
	return shutDown(server, cfg, running)
}

func newServer(cfg Config, handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: cfg.ReadHeaderTimeout,
		ReadTimeout:       cfg.ReadTimeout,
		WriteTimeout:      cfg.WriteTimeout,
		IdleTimeout:       cfg.IdleTimeout,
		MaxHeaderBytes:    cfg.MaxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(cfg.Logger.Handler(), slog.LevelWarn),
	}
}

// shutDown closes the listener and waits for running requests. Connections
// without a request, such as a client that never sent its headers, hold nobody
// up and are cut without a complaint.
func shutDown(server *http.Server, cfg Config, running *atomic.Int64) error {
	cfg.Logger.Info("listener closing", "shutdown_timeout", cfg.ShutdownTimeout.String())
	ctx, cancel := context.WithTimeout(context.Background(), cfg.ShutdownTimeout)
	defer cancel()
	err := server.Shutdown(ctx)
	if err == nil {
		return nil
	}
	unfinished := running.Load()
	closeErr := server.Close()
	if !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("shut down: %w", errors.Join(err, closeErr))
	}
	if unfinished > 0 {
		return fmt.Errorf("%w: %d after %s", ErrUnfinishedRequests, unfinished, cfg.ShutdownTimeout)
	}
	return closeErr
}
