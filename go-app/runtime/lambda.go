package runtime

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// maxLambdaPayloadBytes is the size to which AWS Lambda limits the response of
// a synchronous invocation.
const maxLambdaPayloadBytes = 6 << 20

// initErrorTimeout limits the report of a failed start to the Runtime API.
const initErrorTimeout = 2 * time.Second

// serveLambda answers invocations until ctx is done. It returns at once then:
// Lambda ends an execution environment only between invocations. When the
// Runtime API fails the library logs the reason and ends the process, upon
// which Lambda starts a new one.
func serveLambda(ctx context.Context, logger *slog.Logger, handler http.Handler) error {
	adapter := &lambdaAdapter{handler: handler, logger: logger, maxPayloadBytes: maxLambdaPayloadBytes}
	logger.Info("polling the Lambda Runtime API")
	go lambda.Start(adapter.invoke)
	<-ctx.Done()
	return nil
}

// lambdaAdapter answers function URL and HTTP API events in buffered mode.
type lambdaAdapter struct {
	handler http.Handler
	logger  *slog.Logger
	// maxPayloadBytes limits the encoded response. The Runtime API refuses a
	// larger one, and that would end the process.
	maxPayloadBytes int
}

// invoke answers one invocation. The deadline of ctx is the one Lambda gave.
func (a *lambdaAdapter) invoke(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
	request, err := requestFromEvent(ctx, event)
	if err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(a.answer(request))
	if err != nil {
		return nil, fmt.Errorf("encode the response: %w", err)
	}
	if len(encoded) <= a.maxPayloadBytes {
		return encoded, nil
	}
	a.logger.Error("response is larger than Lambda can return", "path", request.URL.Path,
		"payload_bytes", len(encoded), "limit_bytes", a.maxPayloadBytes)
	return json.Marshal(internalServerError())
}

// answer runs the handler. An aborted response becomes a 500, because no part
// of it has left yet.
func (a *lambdaAdapter) answer(request *http.Request) (response events.LambdaFunctionURLResponse) {
	defer func() {
		if recover() != nil {
			response = internalServerError()
		}
	}()
	writer := &bufferedResponse{header: http.Header{}}
	a.handler.ServeHTTP(writer, request)
	return writer.event(request.Method)
}

func internalServerError() events.LambdaFunctionURLResponse {
	writer := &bufferedResponse{header: http.Header{}}
	http.Error(writer, "internal server error", http.StatusInternalServerError)
	return writer.event(http.MethodGet)
}

// ReportInitError tells the Lambda Runtime API why the program cannot start, so
// that the invoker sees the reason. Call it only when InLambda reports true.
func ReportInitError(ctx context.Context, reason error) error {
	ctx, cancel := context.WithTimeout(ctx, initErrorTimeout)
	defer cancel()
	const errorType = "Runtime.InvalidConfiguration"
	body, err := json.Marshal(map[string]string{"errorMessage": reason.Error(), "errorType": errorType})
	if err != nil {
		return fmt.Errorf("encode the init error: %w", err)
	}
	target := "http://" + os.Getenv(LambdaRuntimeAPIVariable) + "/2018-06-01/runtime/init/error"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("report the init error: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Lambda-Runtime-Function-Error-Type", errorType)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("report the init error: %w", err)
	}
	_, err = io.Copy(io.Discard, response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return fmt.Errorf("report the init error: read the answer: %w", err)
	}
	if response.StatusCode != http.StatusAccepted {
		return fmt.Errorf("report the init error: the Runtime API answered %s", response.Status)
	}
	return nil
}
