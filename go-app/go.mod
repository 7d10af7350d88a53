module example.com/landfall/go-app

go 1.26.8

require (
	github.com/aws/aws-lambda-go v1.55.1 // indirect
	github.com/prometheus/client_golang v1.25.0 // indirect
)
