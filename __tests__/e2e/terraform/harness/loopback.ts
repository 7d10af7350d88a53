/** Environment variables that programs for AWS read. */
export type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Makes sure that what runs with an environment reaches the simulated AWS on this machine and nothing else.
 *
 * Without this a test would make, change and destroy what a real account holds.
 *
 * @returns the address that all requests go to
 * @throws Error unless AWS_ENDPOINT_URL is plain HTTP on loopback, or when another variable leads past it
 */
export function requireLoopback(environment: Environment): URL {
  const found = environment.AWS_ENDPOINT_URL ?? "";
  const endpoint = URL.canParse(found) ? new URL(found) : undefined;
  if (endpoint?.protocol !== "http:" || !LOOPBACK.has(endpoint.hostname)) {
    throw refusal(`AWS_ENDPOINT_URL must be http:// on ${[...LOOPBACK].join(", ")}`, found);
  }
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && leadsElsewhere(name)) throw refusal(`${name} must not be set`, value);
  }
  return endpoint;
}

/** True for variables by which one service, or all of them, would be reached at another address. */
function leadsElsewhere(name: string): boolean {
  return name.startsWith("AWS_ENDPOINT_URL_") || name === "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
}

function refusal(rule: string, found: string): Error {
  return new Error(
    `refusing to start: ${rule}, found: ${JSON.stringify(found)}; a real account could be hit`,
  );
}
