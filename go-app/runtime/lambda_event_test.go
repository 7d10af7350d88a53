package runtime

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

func parseEvent(t *testing.T, event string) *http.Request {
	t.Helper()
	request, err := requestFromEvent(context.Background(), json.RawMessage(event))
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestEventPath(t *testing.T) {
	for _, test := range []struct {
		name, stage, rawPath      string
		wantPath, wantEscapedPath string
	}{
		{"default stage", "$default", "/items", "/items", "/items"},
		{"no stage", "", "/items", "/items", "/items"},
		{"named stage is stripped", "dev", "/dev/items", "/items", "/items"},
		{"root of a named stage", "dev", "/dev", "/", "/"},
		{"path that only begins like the stage", "dev", "/developers", "/developers", "/developers"},
		{"named stage missing from the path", "dev", "/items", "/items", "/items"},
		{"empty path", "$default", "", "/", "/"},
		{"encoded by a function URL", "$default", "/a%20b", "/a b", "/a%20b"},
		{"encoded slash stays apart", "$default", "/a%2Fb", "/a/b", "/a%2Fb"},
		{"decoded by an HTTP API", "$default", "/a b", "/a b", "/a%20b"},
		{"lone percent sign", "$default", "/100%", "/100%", "/100%25"},
		{"question mark is no query", "$default", "/a?b", "/a?b", "/a%3Fb"},
	} {
		t.Run(test.name, func(t *testing.T) {
			event, err := json.Marshal(map[string]any{
				"rawPath":        test.rawPath,
				"requestContext": map[string]any{"stage": test.stage, "http": map[string]string{"method": "GET"}},
			})
			if err != nil {
				t.Fatal(err)
			}
			target := parseEvent(t, string(event)).URL
			if target.Path != test.wantPath || target.EscapedPath() != test.wantEscapedPath || target.RawQuery != "" {
				t.Errorf("got %q, escaped %q, query %q", target.Path, target.EscapedPath(), target.RawQuery)
			}
		})
	}
}

func TestEventHostIsNoHeader(t *testing.T) {
	request := parseEvent(t, `{"headers":{"host":"app.example.com"},
		"requestContext":{"domainName":"other.example.com","http":{"method":"GET"}}}`)
	if request.Host != "app.example.com" || request.Header.Get("Host") != "" {
		t.Errorf("host %q, header %q", request.Host, request.Header.Get("Host"))
	}
}

func TestEventHostFallsBackToTheDomain(t *testing.T) {
	request := parseEvent(t, `{"requestContext":{"domainName":"id.lambda-url.example","http":{"method":"GET"}}}`)
	if request.Host != "id.lambda-url.example" {
		t.Errorf("got %q", request.Host)
	}
}

func TestEventCookiesAreNotDoubled(t *testing.T) {
	request := parseEvent(t, `{"headers":{"cookie":"one=1; two=2"},"cookies":["one=1","two=2"],
		"requestContext":{"http":{"method":"GET"}}}`)
	if got := request.Header.Values("Cookie"); !reflect.DeepEqual(got, []string{"one=1; two=2"}) {
		t.Errorf("got %q", got)
	}
}

func TestEventTextBody(t *testing.T) {
	request := parseEvent(t, `{"body":"plain täxt","requestContext":{"http":{"method":"POST"}}}`)
	body, err := io.ReadAll(request.Body)
	if err != nil || string(body) != "plain täxt" || request.ContentLength != int64(len("plain täxt")) {
		t.Errorf("got %q, length %d, error %v", body, request.ContentLength, err)
	}
}

func TestEventsThatAreNoHTTPRequest(t *testing.T) {
	for name, event := range map[string]string{
		"SQS":                `{"Records":[{"body":"x"}]}`,
		"payload format 1.0": `{"version":"1.0","httpMethod":"GET","path":"/"}`,
		"string":             `"hello"`,
		"array":              `[1,2]`,
		"null":               `null`,
		"wrong type":         `{"headers":7,"requestContext":{"http":{"method":"GET"}}}`,
		"bad base64":         `{"body":"!","isBase64Encoded":true,"requestContext":{"http":{"method":"POST"}}}`,
		"bad method":         `{"requestContext":{"http":{"method":"G E T"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := requestFromEvent(context.Background(), json.RawMessage(event))
			var unsupported *UnsupportedEventError
			if !errors.As(err, &unsupported) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// responseOf runs a handler the way the Lambda adapter does.
func responseOf(t *testing.T, method string, handler http.HandlerFunc) events.LambdaFunctionURLResponse {
	t.Helper()
	request, err := http.NewRequest(method, "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	return (&lambdaAdapter{handler: handler}).answer(request)
}

func TestResponseWithoutAnyWriteIs200(t *testing.T) {
	got := responseOf(t, "GET", func(http.ResponseWriter, *http.Request) {})
	want := events.LambdaFunctionURLResponse{StatusCode: 200, Headers: map[string]string{}, Cookies: []string{}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestResponseHeadersAndCookies(t *testing.T) {
	got := responseOf(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Vary", "Accept")
		w.Header().Add("Vary", "Origin")
		http.SetCookie(w, &http.Cookie{Name: "one", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "two", Value: "2", Path: "/"})
		w.WriteHeader(http.StatusNoContent)
		w.Header().Set("X-Late", "after the headers were sent")
	})
	if want := (map[string]string{"Vary": "Accept,Origin"}); !reflect.DeepEqual(got.Headers, want) {
		t.Errorf("headers %v, want %v", got.Headers, want)
	}
	if want := []string{"one=1", "two=2; Path=/"}; !reflect.DeepEqual(got.Cookies, want) {
		t.Errorf("cookies %q, want %q", got.Cookies, want)
	}
}

func TestResponseBodyIsBase64OnlyWhenItIsNotText(t *testing.T) {
	for written, want := range map[string]struct {
		body          string
		base64Encoded bool
	}{
		"täxt\x00": {"täxt\x00", false},
		"\xff\xfe": {"//4=", true},
		"":         {"", false},
	} {
		got := responseOf(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, written)
		})
		if got.Body != want.body || got.IsBase64Encoded != want.base64Encoded {
			t.Errorf("%q: got %q, base64 %t", written, got.Body, got.IsBase64Encoded)
		}
	}
}

func TestResponseContentTypeIsDetectedWhenMissing(t *testing.T) {
	response := responseOf(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "<html>")
	})
	if got := response.Headers["Content-Type"]; got != "text/html; charset=utf-8" {
		t.Errorf("got %q", got)
	}
}

func TestResponseContentTypeOfEncodedContentIsNotGuessed(t *testing.T) {
	response := responseOf(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, "\x1f\x8b\x08")
	})
	if got, set := response.Headers["Content-Type"]; set {
		t.Errorf("got %q", got)
	}
}

func TestResponseContentTypeIsKept(t *testing.T) {
	response := responseOf(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "<html>")
	})
	if got := response.Headers["Content-Type"]; got != "application/json" {
		t.Errorf("got %q", got)
	}
}

func TestResponseToHEADHasNoBody(t *testing.T) {
	got := responseOf(t, "HEAD", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "text")
	})
	if got.StatusCode != 200 || got.Body != "" || !strings.HasPrefix(got.Headers["Content-Type"], "text/plain") {
		t.Errorf("got %+v", got)
	}
}

func TestResponseWithoutContentRefusesABody(t *testing.T) {
	got := responseOf(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
		if _, err := io.WriteString(w, "text"); !errors.Is(err, http.ErrBodyNotAllowed) {
			t.Errorf("got error %v", err)
		}
	})
	if got.Body != "" {
		t.Errorf("got %q", got.Body)
	}
}

func TestFirstStatusCounts(t *testing.T) {
	got := responseOf(t, "GET", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK)
	})
	if got.StatusCode != http.StatusTeapot {
		t.Errorf("got %d", got.StatusCode)
	}
}

func TestResponsePayloadLimitIsExact(t *testing.T) {
	event := json.RawMessage(`{"rawPath":"/","requestContext":{"http":{"method":"GET"}}}`)
	adapter := &lambdaAdapter{handler: okHandler, logger: slog.New(slog.DiscardHandler), maxPayloadBytes: 1 << 10}
	whole, err := adapter.invoke(context.Background(), event)
	if err != nil {
		t.Fatal(err)
	}
	for limit, wantStatus := range map[int]int{len(whole): 200, len(whole) - 1: 500} {
		adapter.maxPayloadBytes = limit
		encoded, err := adapter.invoke(context.Background(), event)
		if err != nil {
			t.Fatal(err)
		}
		var response events.LambdaFunctionURLResponse
		if err := json.Unmarshal(encoded, &response); err != nil || response.StatusCode != wantStatus {
			t.Errorf("limit %d: got %s, error %v", limit, encoded, err)
		}
	}
}
