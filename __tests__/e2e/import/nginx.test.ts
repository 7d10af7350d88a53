import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { importNginx, type ImportSummary, type NginxImportProps } from "../../../lib/load/import";
import { renderDirectives } from "../../../lib/nginx/directive";
import { ACCESS_LOG_FORMAT, accessLogFormat } from "../../../lib/nginx/server-block";
import { freePort } from "../../nginx/running-nginx";
import { needs, pathOf } from "../../support/parts";
import { ownEnvironment } from "../terraform/harness/environment";
import { end, endAll, start } from "../terraform/harness/processes";
import { importInto, projectFolder } from "./import-command";

jest.setTimeout(120_000);

const POLL_MILLISECONDS = 50;
const MOST_POLLS = 200;

/** Base64 of a name in which a time of another year stands, and a quote. */
const FORGED_USER = Buffer.from('x" [01/Jan/1999:00:00:00 +0000] "GET:secret').toString("base64");

const get = (target: string, headers = ""): string =>
  `GET ${target} HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n${headers}\r\n`;

/** What is sent, byte for byte, and the status that Nginx logs. */
const REQUESTS: readonly (readonly [string, number])[] = [
  [get("/"), 200],
  [get('/a"b\\c%22?q=]%20['), 200],
  [get("/", `Authorization: Basic ${FORGED_USER}\r\n`), 200],
  [get("/", 'User-Agent: a "quoted" \\ agent\r\nReferer: "] [x\r\n'), 200],
  [get(`/${"x".repeat(6000)}`), 200],
  [get("/", "Host: second.example.com\r\n").replace("Host: www.example.com\r\n", ""), 200],
  [get("/").replace("GET", "POST"), 200],
  [get("/missing"), 404],
  ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400],
  ["GET /no-version-and-\xff\r\n\r\n", 200],
];

/** Formats of the logs, by the name of the file. */
const LOGS = {
  "combined.log": "combined",
  "vhost.log": "vhost",
  "iso.log": "iso",
  "json.log": ACCESS_LOG_FORMAT,
};

const ISO = '$time_iso8601 $status "$request"';
const VHOST =
  '$host:$server_port $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent';

/** Settings of an Nginx that logs each request in every format, in a time zone of its own. */
function configuration(folder: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(" ");
  return `pid ${folder}/pid; error_log ${folder}/error.log; daemon off; env TZ=Asia/Kolkata;
events {}
http {
  ${temporary} large_client_header_buffers 4 16k;
  map "" $landfall_request_id { default 0; }
  log_format vhost '${VHOST}';
  log_format iso '${ISO}';
  ${renderDirectives([accessLogFormat()])}
  server {
    listen 127.0.0.1:${port};
    ${Object.entries(LOGS)
      .map(([file, format]) => `access_log ${folder}/${file} ${format};`)
      .join("\n    ")}
    location / { return 200 "yes"; }
    location /missing { return 404; }
  }
}
`;
}

/** True once somebody listens on the port. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

/** Sends bytes and waits until the server has closed the connection. */
function send(port: number, bytes: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    socket.once("error", reject);
    socket.once("close", () => {
      resolve();
    });
    socket.resume();
  });
}

needs("nginx").describe("landfall load import nginx, on the logs of a real one", () => {
  let folder: string;

  beforeAll(async () => {
    folder = projectFolder();
    // Workers run as another user.
    chmodSync(folder, 0o755);
    const port = await freePort();
    writeFileSync(path.join(folder, "nginx.conf"), configuration(folder, port));
    const nginx = start(
      [
        pathOf("nginx"),
        "-p",
        folder,
        "-c",
        path.join(folder, "nginx.conf"),
        "-e",
        path.join(folder, "error.log"),
      ],
      { folder, environment: { ...ownEnvironment(), TZ: "Asia/Kolkata" } },
      ["ignore", "ignore", "inherit"],
    );
    for (let polls = 0; polls < MOST_POLLS && !(await accepts(port)); polls += 1) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
    for (const [bytes] of REQUESTS) await send(port, bytes);
    await end(nginx);
  });

  afterAll(async () => {
    await endAll();
    rmSync(folder, { recursive: true });
  });

  /** What was imported from a log. */
  async function summaryOf(...args: string[]): Promise<ImportSummary> {
    const { status, stderr } = await importInto(folder, ["nginx", ...args, "--json"]);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    return JSON.parse(stderr) as ImportSummary;
  }

  it.each<[string, string[]]>([
    ["combined.log", []],
    ["vhost.log", ["--log-format", VHOST]],
    ["iso.log", ["--log-format", ISO]],
    ["json.log", []],
  ])("counts every request of %s in this hour of UTC", async (file, args) => {
    const { requests, lines, from, rows } = await summaryOf(file, ...args);
    expect({ requests, malformed: lines!.malformed }).toEqual({ requests: REQUESTS.length, malformed: 0 });
    const hoursAgo = (Date.now() - Date.parse(`${from.replace(" ", "T")}Z`)) / 3_600_000;
    expect(hoursAgo).toBeGreaterThanOrEqual(0);
    expect(hoursAgo).toBeLessThan(rows + 1);
  });

  /** Requests of a log that a filter lets through. */
  async function countOf(file: string, props: Partial<NginxImportProps>): Promise<number> {
    const { rows } = await importNginx({ files: [path.join(folder, file)], step: "day", ...props });
    return rows.reduce((sum, { requests }) => sum + requests, 0);
  }

  it.each<[string, string | undefined]>([
    ["combined.log", undefined],
    ["vhost.log", VHOST],
    ["iso.log", ISO],
    ["json.log", undefined],
  ])("filters %s by method and status", async (file, logFormat) => {
    const withStatus = (status: number): number => REQUESTS.filter(([, each]) => each === status).length;
    expect(await countOf(file, { logFormat, statuses: ["404", "400"] })).toBe(
      withStatus(404) + withStatus(400),
    );
    expect(await countOf(file, { logFormat, statuses: ["2xx"] })).toBe(withStatus(200));
    expect(await countOf(file, { logFormat, methods: ["POST"] })).toBe(1);
    expect(await countOf(file, { logFormat, methods: ["GET", "POST"] })).toBe(REQUESTS.length - 1);
  });

  it.each<[string, string | undefined]>([
    ["vhost.log", VHOST],
    ["json.log", undefined],
  ])("filters %s by host", async (file, logFormat) => {
    expect(await countOf(file, { logFormat, hosts: ["second.example.com"] })).toBe(1);
  });
});
