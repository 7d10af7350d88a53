import { requireLoopback } from "./harness/loopback";
import { Terraform } from "./harness/terraform";

describe("requireLoopback", () => {
  it.each(["http://127.0.0.1:5000", "http://localhost:5000", "http://[::1]:5000"])("takes %s", (endpoint) => {
    expect(requireLoopback({ AWS_ENDPOINT_URL: endpoint }).href).toBe(`${endpoint}/`);
  });

  it.each([
    ["no address", undefined],
    ["an empty one", ""],
    ["what is none", "127.0.0.1:5000"],
    ["AWS", "https://ec2.us-east-1.amazonaws.com"],
    ["AWS by plain HTTP", "http://ec2.us-east-1.amazonaws.com"],
    ["another machine", "http://192.0.2.1:5000"],
    ["every address of this one", "http://0.0.0.0:5000"],
    ["a host that only begins like loopback", "http://127.0.0.1.example.com:5000"],
    ["loopback as a user name", "http://127.0.0.1:5000@example.com"],
    ["another protocol", "file://localhost/"],
  ])("refuses %s", (_, endpoint) => {
    expect(() => requireLoopback({ AWS_ENDPOINT_URL: endpoint })).toThrow(
      "refusing to start: AWS_ENDPOINT_URL must be http:// on 127.0.0.1, localhost, [::1]",
    );
  });

  it.each(["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_LAMBDA", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"])(
    "refuses %s, which leads past the address",
    (name) => {
      const environment = { AWS_ENDPOINT_URL: "http://127.0.0.1:5000", [name]: "true" };
      expect(() => requireLoopback(environment)).toThrow(`refusing to start: ${name} must not be set`);
    },
  );

  it("stands before Terraform", () => {
    expect(() => new Terraform("/nowhere", "/nowhere", {})).toThrow("refusing to start");
  });
});
