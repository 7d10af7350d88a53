// Command app is a small HTTP service that runs unchanged behind a reverse
// proxy on a server, inside AWS Lambda and in a container.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/landfall/go-app/runtime"
)

const (
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run does the work of the command and returns its exit status.
func run(args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	build, err := newBuildInfo(version, environment, debug)
	if err != nil {
		return refuse(err, stderr)
	}
	if len(args) > 0 && args[0] == "sleep" {
		return sleep(args[1:], stderr)
	}
	loaded, err := loadConfig(args, getenv, build.Debug)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage(build.Debug))
		return 0
	case err != nil:
		return refuse(err, stderr)
	case loaded.showVersion:
		return printVersion(build, stdout, stderr)
	}
	logger := slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: loaded.logLevel}))
	return serve(loaded, build, logger)
}

// refuse explains why the program does not start, to AWS Lambda as well when it
// was started there.
func refuse(reason error, stderr io.Writer) int {
	fmt.Fprintf(stderr, "app: %v\nrun \"app -h\" for help\n", reason)
	if runtime.InLambda() {
		if err := runtime.ReportInitError(context.Background(), reason); err != nil {
			fmt.Fprintf(stderr, "app: %v\n", err)
		}
	}
	return exitUsage
}

func printVersion(build buildInfo, stdout, stderr io.Writer) int {
	encoded, err := build.json()
	if err == nil {
		_, err = stdout.Write(encoded)
	}
	if err != nil {
		fmt.Fprintf(stderr, "app: %v\n", err)
		return exitFailure
	}
	return 0
}

// sleep waits for the duration in args. A container image without a shell has
// no other way to wait before it is stopped.
func sleep(args []string, stderr io.Writer) int {
	var duration time.Duration
	if len(args) != 1 || !applyDuration(&duration, args[0], 0) {
		fmt.Fprintf(stderr, "app: sleep takes one duration from 0s to %s, such as 3s\n", maxDelay)
		return exitUsage
	}
	time.Sleep(duration)
	return 0
}

// serve answers requests until a signal ends the program.
func serve(loaded config, build buildInfo, logger *slog.Logger) int {
	// The Lambda library writes to package log, and only what went wrong.
	slog.SetDefault(logger)
	slog.SetLogLoggerLevel(slog.LevelError)

	ctx := stopOnSignal(logger)
	counts := newMetrics(build)
	app := &service{
		greeting: loaded.greeting,
		build:    build,
		draining: ctx.Done(),
		metrics:  counts,
		logger:   logger,
	}
	loaded.serve.Logger = logger
	loaded.serve.OnRequest = counts.record
	logger.Info("starting", "version", build.Version, "environment", build.Environment,
		"debug", build.Debug, "go_version", build.GoVersion)
	if err := runtime.Serve(ctx, loaded.serve, app.handler()); err != nil {
		logger.Error("stopped", "error", err)
		return exitFailure
	}
	logger.Info("stopped")
	return 0
}

// stopOnSignal returns a context that ends with the first SIGINT or SIGTERM.
// The second one ends the process at once.
func stopOnSignal(logger *slog.Logger) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		logger.Info("shutting down", "signal", (<-signals).String())
		cancel()
		logger.Error("stopped by a second signal", "signal", (<-signals).String())
		os.Exit(exitFailure)
	}()
	return ctx
}
