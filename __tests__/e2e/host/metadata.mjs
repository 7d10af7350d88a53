// metadata.mjs FILE: the instance metadata service with sessions (IMDSv2) on 169.254.169.254:80, for one role.
// FILE holds {"role": ..., "credentials": {...}} and is read for each request. Without a token there is only 401.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const tokens = new Set();
const server = createServer((request, response) => {
  const reply = (status, text) => response.writeHead(status).end(text);
  const ttl = Number(request.headers["x-aws-ec2-metadata-token-ttl-seconds"]);
  if (request.url === "/latest/api/token") {
    if (request.method !== "PUT" || !(ttl >= 1 && ttl <= 21600)) return reply(400, "");
    const token = randomBytes(32).toString("base64url");
    tokens.add(token);
    return reply(200, token);
  }
  if (!tokens.has(request.headers["x-aws-ec2-metadata-token"])) return reply(401, "");
  const { role, credentials } = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const path = "/latest/meta-data/iam/security-credentials/";
  if (request.url === path) return reply(200, role);
  if (request.url === path + role) return reply(200, JSON.stringify(credentials, null, 2));
  return reply(404, "");
});
server.listen(80, "169.254.169.254", () => process.stdout.write("ready\n"));
