package main

import (
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/landfall/go-app/runtime"
)

const (
	greetingVariable = "GREETING"
	defaultGreeting  = "hello"

	maxDelay     = 15 * time.Minute
	maxBodyLimit = 1 << 30
)

// setting is one value an operator can set by flag or environment variable.
type setting struct {
	flag     string
	variable string
	fallback string
	meaning  string
	allowed  string
	// apply stores value and reports whether it is allowed.
	apply func(loaded *config, value string) bool
}

// settings lists all of them; the fallbacks are the values in defaults.
func settings(defaults runtime.Config, debug bool) []setting {
	logLevel := "info"
	if debug {
		logLevel = "debug"
	}
	return []setting{
		{
			"host", "HOST", defaults.Host, "address to listen on",
			"an IP address or a host name (0.0.0.0 or :: for every interface)", applyHost,
		},
		{
			"port", "PORT", strconv.Itoa(defaults.Port), "TCP port to listen on",
			"a whole number from 0 to 65535 (0 takes any free port)", applyPort,
		},
		{
			"drain-delay", "DRAIN_DELAY", defaults.DrainDelay.String(),
			"time between failing readiness and closing the listener",
			fmt.Sprintf("a duration from 0s to %s, such as 500ms or 3s", maxDelay),
			func(loaded *config, value string) bool {
				return applyDuration(&loaded.serve.DrainDelay, value, 0)
			},
		},
		{
			"shutdown-timeout", "SHUTDOWN_TIMEOUT", defaults.ShutdownTimeout.String(),
			"time that running requests get to end after the listener is closed",
			fmt.Sprintf("a duration from 1ms to %s, such as 500ms or 20s", maxDelay),
			func(loaded *config, value string) bool {
				return applyDuration(&loaded.serve.ShutdownTimeout, value, time.Millisecond)
			},
		},
		{
			"max-body", "MAX_BODY", formatBytes(defaults.MaxBodyBytes), "largest request body",
			"a number of bytes from 1 to 1GiB, such as 4096, 512KiB or 1MiB", applyMaxBody,
		},
		{
			"log-level", "LOG_LEVEL", logLevel, "least important messages to log",
			"debug, info, warn or error", applyLogLevel,
		},
	}
}

var hostName = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)

// applyHost refuses names whose last label is a number, which are mistyped IP addresses.
func applyHost(loaded *config, value string) bool {
	if _, err := netip.ParseAddr(value); err != nil {
		lastLabel := value[strings.LastIndex(value, ".")+1:]
		if len(value) > 253 || !hostName.MatchString(value) || strings.Trim(lastLabel, "0123456789") == "" {
			return false
		}
	}
	loaded.serve.Host = value
	return true
}

func applyPort(loaded *config, value string) bool {
	port, err := strconv.ParseUint(value, 10, 16)
	loaded.serve.Port = int(port)
	return err == nil
}

func applyDuration(target *time.Duration, value string, least time.Duration) bool {
	duration, err := time.ParseDuration(value)
	*target = duration
	return err == nil && duration >= least && duration <= maxDelay
}

func applyMaxBody(loaded *config, value string) bool {
	size, ok := parseBytes(value)
	loaded.serve.MaxBodyBytes = size
	return ok && size >= 1 && size <= maxBodyLimit
}

func applyLogLevel(loaded *config, value string) bool {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, known := levels[strings.ToLower(value)]
	loaded.logLevel = level
	return known
}

type byteUnit struct {
	suffix string
	bytes  int64
}

// byteUnits are the units of a size, largest first; every size is a whole
// number of the last.
var byteUnits = []byteUnit{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// parseBytes reads a size such as 4096, 512KiB or 1MiB.
func parseBytes(text string) (int64, bool) {
	number, unitBytes := text, int64(1)
	for _, unit := range byteUnits {
		if before, found := strings.CutSuffix(text, unit.suffix); found {
			number, unitBytes = strings.TrimRight(before, " "), unit.bytes
			break
		}
	}
	count, err := strconv.ParseUint(number, 10, 63)
	if err != nil || int64(count) > math.MaxInt64/unitBytes {
		return 0, false
	}
	return int64(count) * unitBytes, true
}

// formatBytes writes a size in the largest unit that gives a whole number.
func formatBytes(size int64) string {
	unit := slices.IndexFunc(byteUnits, func(u byteUnit) bool { return size%u.bytes == 0 })
	return strconv.FormatInt(size/byteUnits[unit].bytes, 10) + byteUnits[unit].suffix
}
