package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/landfall/go-app/internal/lambdatest"
)

// startFunction runs the program as AWS Lambda does.
func startFunction(t *testing.T, variables ...string) (*lambdatest.Server, *process) {
	t.Helper()
	api := lambdatest.NewServer()
	t.Cleanup(api.Close)
	return api, startProcess(t, binary, append(variables, "AWS_LAMBDA_RUNTIME_API="+api.Address()))
}

func invoke(t *testing.T, api *lambdatest.Server, event string) lambdatest.Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	outcome, err := api.Invoke(ctx, event, time.Now().Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

func request(t *testing.T, api *lambdatest.Server, method, path, body string) lambdatest.Response {
	t.Helper()
	response, err := invoke(t, api, fmt.Sprintf(`{"version":"2.0","routeKey":"$default","rawPath":%q,
		"headers":{"host":"id.lambda-url.example","x-request-id":"given-id"},
		"requestContext":{"stage":"$default","http":{"method":%q,"protocol":"HTTP/1.1","sourceIp":"192.0.2.7"}},
		"body":%q,"isBase64Encoded":true}`, path, method, base64.StdEncoding.EncodeToString([]byte(body)))).Response()
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func TestFunctionGreets(t *testing.T) {
	api, _ := startFunction(t, "GREETING=good day")
	got := request(t, api, "GET", "/", "")
	if got.StatusCode != 200 || got.Body != "good day from id.lambda-url.example\n" || got.IsBase64Encoded {
		t.Errorf("got %+v", got)
	}
}

func TestFunctionLogsAndRepeatsTheRequestID(t *testing.T) {
	api, p := startFunction(t)
	if got := request(t, api, "GET", "/healthz", "").Headers["X-Request-Id"]; got != "given-id" {
		t.Errorf("got %q", got)
	}
	if entry := p.waitFor(t, "request"); entry["request_id"] != "given-id" || entry["remote"] != "192.0.2.7" {
		t.Errorf("got %v", entry)
	}
}

func TestFunctionEchoesBinary(t *testing.T) {
	api, _ := startFunction(t)
	const sent = "\x00\xff binary"
	got := request(t, api, "POST", "/echo", sent)
	if got.StatusCode != 200 || !got.IsBase64Encoded || got.Body != base64.StdEncoding.EncodeToString([]byte(sent)) {
		t.Errorf("got %+v", got)
	}
}

func TestFunctionBodyLimit(t *testing.T) {
	api, _ := startFunction(t, "MAX_BODY=100")
	for size, want := range map[int]int{100: 200, 101: 413} {
		if got := request(t, api, "POST", "/echo", strings.Repeat("a", size)); got.StatusCode != want {
			t.Errorf("%d bytes: got %+v", size, got)
		}
	}
}

func TestFunctionTellsItsDigest(t *testing.T) {
	api, _ := startFunction(t)
	if got := request(t, api, "GET", "/version", ""); !strings.Contains(got.Body, fileSHA256(t, binary)) {
		t.Errorf("got %+v", got)
	}
}

func TestFunctionRefusesAnEventThatIsNoRequest(t *testing.T) {
	api, p := startFunction(t, "LOG_LEVEL=error")
	failure, err := invoke(t, api, `{"source":"aws.events"}`).Failure()
	if err != nil {
		t.Fatal(err)
	}
	if failure.Type != "UnsupportedEventError" || !strings.Contains(failure.Message, "requestContext.http.method is missing") {
		t.Errorf("got %+v", failure)
	}
	if got := request(t, api, "GET", "/healthz", ""); got.StatusCode != 200 {
		t.Errorf("the next invocation got %+v", got)
	}
	if !strings.Contains(p.text(), "requestContext.http.method is missing") {
		t.Errorf("not in the log: %s", p.text())
	}
}

func TestFunctionReportsBadSettingsToLambda(t *testing.T) {
	api, p := startFunction(t, "MAX_BODY=big")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	outcome, err := api.InitError(ctx)
	if err != nil {
		t.Fatal(err)
	}
	failure, err := outcome.Failure()
	if err != nil {
		t.Fatal(err)
	}
	const wantType = "Runtime.InvalidConfiguration"
	if failure.Type != wantType || outcome.ErrorType != wantType || !strings.Contains(failure.Message, `variable MAX_BODY is "big"`) {
		t.Errorf("got %+v, header %q", failure, outcome.ErrorType)
	}
	if code := p.exitCode(t); code != 2 {
		t.Errorf("exit status %d", code)
	}
}

func TestFunctionEndsOnSIGTERM(t *testing.T) {
	api, p := startFunction(t)
	request(t, api, "GET", "/healthz", "")
	p.signal(t, syscall.SIGTERM)
	if code := p.exitCode(t); code != 0 {
		t.Errorf("exit status %d\n%s", code, p.text())
	}
}
