package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"example.com/landfall/go-app/runtime"
)

// config is everything an operator can set.
type config struct {
	serve       runtime.Config
	greeting    string
	logLevel    slog.Level
	showVersion bool
}

// configError lists every setting that is wrong.
type configError struct {
	problems []string
}

// Error implements error.
func (e *configError) Error() string {
	return fmt.Sprintf("invalid settings (%d):\n  %s", len(e.problems), strings.Join(e.problems, "\n  "))
}

// loadConfig takes each setting from its flag, else from its environment
// variable, else from its default. It returns flag.ErrHelp when help was asked
// for and a *configError that names all faults at once.
func loadConfig(args []string, getenv func(string) string, debug bool) (config, error) {
	loaded := config{serve: runtime.DefaultConfig(), greeting: defaultGreeting}
	list := settings(loaded.serve, debug)
	given, showVersion, err := parseFlags(args, list)
	if errors.Is(err, flag.ErrHelp) {
		return config{}, err
	}
	if err == nil && showVersion {
		return config{showVersion: true}, nil
	}
	var problems []string
	if err != nil {
		problems = append(problems, err.Error())
	}
	for _, s := range list {
		value, origin := s.pick(given, getenv)
		if !s.apply(&loaded, value) {
			problems = append(problems, fmt.Sprintf("%s is %q; allowed: %s", origin, shorten(value), s.allowed))
		}
	}
	if greeting := getenv(greetingVariable); greeting != "" {
		loaded.greeting = greeting
	}
	if len(problems) > 0 {
		return config{}, &configError{problems: problems}
	}
	return loaded, nil
}

// parseFlags returns the flags found in args by name.
func parseFlags(args []string, list []setting) (given map[string]string, showVersion bool, err error) {
	flags := flag.NewFlagSet("app", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	for _, s := range list {
		flags.String(s.flag, s.fallback, s.meaning)
	}
	flags.BoolVar(&showVersion, "version", false, "print the version as JSON and exit")
	err = flags.Parse(args)
	given = map[string]string{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = f.Value.String() })
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q; allowed: flags, or the sub-command sleep as the first argument",
			shorten(flags.Arg(0)))
	}
	return given, showVersion, err
}

// pick returns the value of a setting and the name of where it was found. An
// empty environment variable counts as unset.
func (s setting) pick(given map[string]string, getenv func(string) string) (value, origin string) {
	if value, found := given[s.flag]; found {
		return value, "flag -" + s.flag
	}
	if value := getenv(s.variable); value != "" {
		return value, "variable " + s.variable
	}
	return s.fallback, "default of -" + s.flag
}

// shorten keeps a value that was put in the wrong place from flooding a message.
func shorten(value string) string {
	const limit = 64
	runes := []rune(value)
	if len(runes) <= limit {
		return value
	}
	return string(runes[:limit]) + "..."
}

// usage is the text of -h.
func usage(debug bool) string {
	var text strings.Builder
	text.WriteString(`app answers HTTP requests on a TCP address, or inside AWS Lambda when ` +
		runtime.LambdaRuntimeAPIVariable + ` is set.

Usage:
  app [flags]
  app sleep DURATION   wait that long, then exit; for a preStop hook without a shell

A flag goes before its environment variable, which goes before the default. An
empty environment variable counts as unset.

Flags:
`)
	for _, s := range settings(runtime.DefaultConfig(), debug) {
		fmt.Fprintf(&text, "  -%s (%s)\n      %s; default %s\n      allowed: %s\n",
			s.flag, s.variable, s.meaning, s.fallback, s.allowed)
	}
	fmt.Fprintf(&text, `  -version
      print the version as JSON and exit

Variables without a flag:
  %s
      text of the answer to /; default %s

Example:
  GREETING=welcome app -host 0.0.0.0 -port 9000 -max-body 512KiB -drain-delay 5s
`, greetingVariable, defaultGreeting)
	return text.String()
}
