package main

import (
	"errors"
	"flag"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func environmentOf(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func load(t *testing.T, variables map[string]string, args ...string) config {
	t.Helper()
	loaded, err := loadConfig(args, environmentOf(variables), false)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestDefaults(t *testing.T) {
	got := load(t, nil)
	serve := got.serve
	if serve.Host != "127.0.0.1" || serve.Port != 8080 || serve.MaxBodyBytes != 1<<20 ||
		serve.DrainDelay != 3*time.Second || serve.ShutdownTimeout != 20*time.Second {
		t.Errorf("got %+v", serve)
	}
	if got.greeting != "hello" || got.logLevel != slog.LevelInfo {
		t.Errorf("greeting %q, log level %s", got.greeting, got.logLevel)
	}
}

// settingCases has for each setting three values that differ.
var settingCases = []struct {
	flag, variable string
	fromFlag       string
	fromVariable   string
	read           func(config) any
	wantFlag       any
	wantVariable   any
}{
	{"host", "HOST", "::1", "0.0.0.0", func(c config) any { return c.serve.Host }, "::1", "0.0.0.0"},
	{"port", "PORT", "0", "65535", func(c config) any { return c.serve.Port }, 0, 65535},
	{"drain-delay", "DRAIN_DELAY", "0s", "1m", func(c config) any { return c.serve.DrainDelay },
		time.Duration(0), time.Minute},
	{"shutdown-timeout", "SHUTDOWN_TIMEOUT", "1ms", "15m", func(c config) any { return c.serve.ShutdownTimeout },
		time.Millisecond, 15 * time.Minute},
	{"max-body", "MAX_BODY", "1", "2MiB", func(c config) any { return c.serve.MaxBodyBytes },
		int64(1), int64(2 << 20)},
	{"log-level", "LOG_LEVEL", "ERROR", "warn", func(c config) any { return c.logLevel },
		slog.LevelError, slog.LevelWarn},
}

func TestFlagIsRead(t *testing.T) {
	for _, test := range settingCases {
		t.Run(test.flag, func(t *testing.T) {
			if got := test.read(load(t, nil, "-"+test.flag, test.fromFlag)); got != test.wantFlag {
				t.Errorf("got %v, want %v", got, test.wantFlag)
			}
		})
	}
}

func TestVariableIsReadWithoutFlag(t *testing.T) {
	for _, test := range settingCases {
		t.Run(test.variable, func(t *testing.T) {
			got := test.read(load(t, map[string]string{test.variable: test.fromVariable}))
			if got != test.wantVariable {
				t.Errorf("got %v, want %v", got, test.wantVariable)
			}
		})
	}
}

func TestFlagGoesBeforeVariable(t *testing.T) {
	for _, test := range settingCases {
		t.Run(test.flag, func(t *testing.T) {
			variables := map[string]string{test.variable: test.fromVariable}
			if got := test.read(load(t, variables, "-"+test.flag, test.fromFlag)); got != test.wantFlag {
				t.Errorf("got %v, want %v", got, test.wantFlag)
			}
		})
	}
}

func TestEmptyVariableCountsAsUnset(t *testing.T) {
	for _, test := range settingCases {
		t.Run(test.variable, func(t *testing.T) {
			got := test.read(load(t, map[string]string{test.variable: ""}))
			if want := test.read(load(t, nil)); got != want {
				t.Errorf("got %v, want the default %v", got, want)
			}
		})
	}
}

func TestBadVariableBehindAGoodFlagIsNotLookedAt(t *testing.T) {
	if got := load(t, map[string]string{"PORT": "nonsense"}, "-port", "81"); got.serve.Port != 81 {
		t.Errorf("got %d", got.serve.Port)
	}
}

func TestGreetingComesFromItsVariable(t *testing.T) {
	if got := load(t, map[string]string{"GREETING": "good day"}); got.greeting != "good day" {
		t.Errorf("got %q", got.greeting)
	}
}

func TestDebugBuildLogsDebugByDefault(t *testing.T) {
	loaded, err := loadConfig(nil, environmentOf(nil), true)
	if err != nil || loaded.logLevel != slog.LevelDebug {
		t.Errorf("got %s, error %v", loaded.logLevel, err)
	}
}

func TestDebugBuildObeysLogLevel(t *testing.T) {
	loaded, err := loadConfig([]string{"-log-level", "warn"}, environmentOf(nil), true)
	if err != nil || loaded.logLevel != slog.LevelWarn {
		t.Errorf("got %s, error %v", loaded.logLevel, err)
	}
}

func TestBadValuesAreRefused(t *testing.T) {
	for name, values := range map[string][]string{
		"host": {"", " ", "a b", "-x", "x-", "a..b", "999.1.1.1", "[::1]", "http://x", "a:80",
			strings.Repeat("a", 64), strings.Repeat("a.", 127) + "a"},
		"port":             {"", "x", "-1", "65536", "80.0", "+80", "0x50", " 80"},
		"drain-delay":      {"", "3", "-1s", "15m1s", "x"},
		"shutdown-timeout": {"", "0s", "999us", "15m1s", "x"},
		"max-body":         {"", "0", "-1", "1MB", "1.5MiB", "MiB", "2GiB", "1025MiB", "1073741825", "9223372036854775807GiB"},
		"log-level":        {"", "verbose", "INFO+1", "0"},
	} {
		for _, value := range values {
			t.Run(name+"="+value, func(t *testing.T) {
				_, err := loadConfig([]string{"-" + name, value}, environmentOf(nil), false)
				var invalid *configError
				if !errors.As(err, &invalid) || len(invalid.problems) != 1 {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func TestHostsThatAreAllowed(t *testing.T) {
	for _, host := range []string{"localhost", "0.0.0.0", "::", "fe80::1%eth0", "a", "3com.example", "node-1.edge.example.com"} {
		if got := load(t, nil, "-host", host).serve.Host; got != host {
			t.Errorf("%q became %q", host, got)
		}
	}
}

func TestSizesThatAreAllowed(t *testing.T) {
	for text, want := range map[string]int64{
		"1": 1, "4096": 4096, "512B": 512, "512KiB": 512 << 10, "1 MiB": 1 << 20, "1GiB": 1 << 30, "1073741824": 1 << 30,
	} {
		if got := load(t, nil, "-max-body", text).serve.MaxBodyBytes; got != want {
			t.Errorf("%q became %d, want %d", text, got, want)
		}
	}
}

func TestSizeIsWrittenInTheLargestWholeUnit(t *testing.T) {
	for size, want := range map[int64]string{1: "1B", 1023: "1023B", 1536: "1536B", 2048: "2KiB", 1 << 20: "1MiB", 3 << 30: "3GiB"} {
		if got := formatBytes(size); got != want {
			t.Errorf("%d became %q, want %q", size, got, want)
		}
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	variables := map[string]string{"HOST": "a b", "PORT": "70000", "DRAIN_DELAY": "soon"}
	_, err := loadConfig([]string{"-shutdown-timeout", "0s", "-max-body", "big", "-log-level", "loud"},
		environmentOf(variables), false)
	if err == nil {
		t.Fatal("nothing was refused")
	}
	for _, want := range []string{
		`variable HOST is "a b"; allowed: an IP address`,
		`variable PORT is "70000"; allowed: a whole number from 0 to 65535`,
		`variable DRAIN_DELAY is "soon"; allowed: a duration from 0s to 15m0s`,
		`flag -shutdown-timeout is "0s"; allowed: a duration from 1ms to 15m0s`,
		`flag -max-body is "big"; allowed: a number of bytes from 1 to 1GiB`,
		`flag -log-level is "loud"; allowed: debug, info, warn or error`,
		`invalid settings (6)`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the message lacks %q:\n%s", want, err)
		}
	}
}

func TestUnknownFlagIsReportedWithTheOtherFaults(t *testing.T) {
	_, err := loadConfig([]string{"-prot", "80"}, environmentOf(map[string]string{"PORT": "x"}), false)
	if err == nil || !strings.Contains(err.Error(), "-prot") || !strings.Contains(err.Error(), "variable PORT") {
		t.Errorf("got %v", err)
	}
}

func TestUnexpectedArgumentIsRefused(t *testing.T) {
	_, err := loadConfig([]string{"-port", "80", "serve"}, environmentOf(nil), false)
	if err == nil || !strings.Contains(err.Error(), `unexpected argument "serve"`) {
		t.Errorf("got %v", err)
	}
}

func TestLongValueIsShortenedInTheMessage(t *testing.T) {
	_, err := loadConfig([]string{"-port", strings.Repeat("9", 5000)}, environmentOf(nil), false)
	if err == nil || len(err.Error()) > 300 || !strings.Contains(err.Error(), "999...") {
		t.Errorf("got %v", err)
	}
}

func TestHelpGoesBeforeFaults(t *testing.T) {
	_, err := loadConfig([]string{"-h"}, environmentOf(map[string]string{"PORT": "x"}), false)
	if !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v", err)
	}
}

func TestVersionGoesBeforeFaults(t *testing.T) {
	if loaded := load(t, map[string]string{"PORT": "x"}, "-version"); !loaded.showVersion {
		t.Error("the version is not shown")
	}
}

func TestUsageNamesEveryFlagVariableAndAnExample(t *testing.T) {
	text := usage(false)
	for _, test := range settingCases {
		if !strings.Contains(text, "-"+test.flag+" ("+test.variable+")") {
			t.Errorf("the help lacks -%s", test.flag)
		}
	}
	for _, want := range []string{"-version", "GREETING", "app sleep DURATION", "Example:\n  GREETING=welcome app -host"} {
		if !strings.Contains(text, want) {
			t.Errorf("the help lacks %q", want)
		}
	}
}
