package runtime

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// UnsupportedEventError is the answer to an event that is not an HTTP request
// of payload format 2.0. It never repeats the event, which may hold secrets.
type UnsupportedEventError struct {
	// Reason says what is wrong with the event.
	Reason string
}

// Error implements error.
func (e *UnsupportedEventError) Error() string {
	return "not an HTTP event of payload format 2.0: " + e.Reason +
		"; invoke this function through its function URL or an HTTP API with payload format 2.0"
}

// requestFromEvent translates a function URL or HTTP API event, which share
// payload format 2.0, into the request net/http would hand to a handler.
func requestFromEvent(ctx context.Context, payload json.RawMessage) (*http.Request, error) {
	var event events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, &UnsupportedEventError{Reason: "the event has another structure"}
	}
	description := event.RequestContext.HTTP
	if description.Method == "" {
		return nil, &UnsupportedEventError{Reason: "requestContext.http.method is missing"}
	}
	body := []byte(event.Body)
	if event.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(event.Body)
		if err != nil {
			return nil, &UnsupportedEventError{Reason: "body is not base64 although isBase64Encoded is true"}
		}
		body = decoded
	}
	request, err := http.NewRequestWithContext(ctx, description.Method, "/", bytes.NewReader(body))
	if err != nil {
		return nil, &UnsupportedEventError{Reason: fmt.Sprintf("method %q is not valid", description.Method)}
	}
	request.URL = eventURL(event)
	request.RequestURI = request.URL.RequestURI()
	request.RemoteAddr = net.JoinHostPort(description.SourceIP, "0")
	if major, minor, ok := http.ParseHTTPVersion(description.Protocol); ok {
		request.Proto, request.ProtoMajor, request.ProtoMinor = description.Protocol, major, minor
	}
	setEventHeaders(request, event)
	return request, nil
}

// setEventHeaders copies headers and cookies. As in net/http, the host is a
// field of the request and not a header.
func setEventHeaders(request *http.Request, event events.APIGatewayV2HTTPRequest) {
	for name, value := range event.Headers {
		request.Header.Set(name, value)
	}
	if len(event.Cookies) > 0 {
		request.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	request.Host = request.Header.Get("Host")
	if request.Host == "" {
		request.Host = event.RequestContext.DomainName
	}
	request.Header.Del("Host")
}

// eventURL returns path and query. An HTTP API puts the name of a stage before
// the path, and decodes the path where a function URL does not.
func eventURL(event events.APIGatewayV2HTTPRequest) *url.URL {
	path := event.RawPath
	if stage := event.RequestContext.Stage; stage != "" && stage != "$default" {
		rest, found := strings.CutPrefix(path, "/"+stage)
		if found && (rest == "" || rest[0] == '/') {
			path = rest
		}
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	target := &url.URL{Path: path, RawQuery: event.RawQueryString}
	if decoded, err := url.PathUnescape(path); err == nil {
		target.Path, target.RawPath = decoded, path
	}
	return target
}

// bufferedResponse is an http.ResponseWriter that keeps the whole response.
type bufferedResponse struct {
	header     http.Header
	sentHeader http.Header
	status     int
	body       bytes.Buffer
}

// Header implements http.ResponseWriter.
func (b *bufferedResponse) Header() http.Header {
	return b.header
}

// WriteHeader implements http.ResponseWriter. The first status counts, and
// informational responses (1xx) have no place in a buffered one.
func (b *bufferedResponse) WriteHeader(status int) {
	if b.status == 0 && status >= 200 {
		b.status = status
		b.sentHeader = b.header.Clone()
	}
}

// Write implements http.ResponseWriter.
func (b *bufferedResponse) Write(data []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	if !bodyAllowed(b.status) {
		return 0, http.ErrBodyNotAllowed
	}
	return b.body.Write(data)
}

func bodyAllowed(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

// event translates the response to payload format 2.0, in which a body that is
// not text travels as base64.
func (b *bufferedResponse) event(method string) events.LambdaFunctionURLResponse {
	b.WriteHeader(http.StatusOK)
	_, typed := b.sentHeader["Content-Type"]
	if b.body.Len() > 0 && !typed && b.sentHeader.Get("Content-Encoding") == "" {
		b.sentHeader.Set("Content-Type", http.DetectContentType(b.body.Bytes()))
	}
	response := events.LambdaFunctionURLResponse{
		StatusCode: b.status,
		Headers:    make(map[string]string, len(b.sentHeader)),
		Cookies:    append([]string{}, b.sentHeader.Values("Set-Cookie")...),
	}
	for name, values := range b.sentHeader {
		if name != "Set-Cookie" && len(values) > 0 {
			response.Headers[name] = strings.Join(values, ",")
		}
	}
	switch body := b.body.Bytes(); {
	case method == http.MethodHead:
	case utf8.Valid(body):
		response.Body = string(body)
	default:
		response.Body = base64.StdEncoding.EncodeToString(body)
		response.IsBase64Encoded = true
	}
	return response
}
