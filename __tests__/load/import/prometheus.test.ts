import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { importPrometheus, type PrometheusImportProps } from "../../../lib/load/import/prometheus";
import { Folder, messageOf, rowsOf } from "./logs";

const NOW = Date.parse("2030-01-01T00:00:00Z") / 1000;

/** Stands in for Prometheus where answers are wanted that a real one does not give; it is asked in the end-to-end tests. */
let server: Server;
let answer: (
  url: URL,
  request: IncomingMessage,
) => { status?: number; headers?: Record<string, string>; body: unknown };
let asked: URL[];
let folder: Folder;

beforeAll(async () => {
  folder = new Folder();
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    asked.push(url);
    const { status = 200, headers = {}, body } = answer(url, request);
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  folder.remove();
});

beforeEach(() => {
  asked = [];
});

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function imported(more: Partial<PrometheusImportProps> = {}) {
  return importPrometheus({
    url: origin(),
    step: "hour",
    from: "2024-01-01",
    to: "2024-01-01 03:00",
    environment: {},
    now: NOW,
    ...more,
  });
}

type Values = readonly (readonly [number, string])[];

const matrix = (series: readonly Values[], more: object = {}) => ({
  status: "success",
  data: { resultType: "matrix", result: series.map((values) => ({ metric: {}, values })) },
  ...more,
});

/** One series with this value at every time asked for. */
const constant = (url: URL): object => {
  const [start, end, step] = ["start", "end", "step"].map((name) => Number(url.searchParams.get(name)));
  const points = Math.floor((end! - start!) / step!) + 1;
  return matrix([Array.from({ length: points }, (_, index) => [start! + index * step!, "2.5"])]);
};

const hour = (text: string): number => Date.parse(`2024-01-01T${text}:00Z`) / 1000;

describe("an import from Prometheus", () => {
  it("asks at the end of each step, and gives the step its start", async () => {
    answer = (url) => ({ body: constant(url) });
    expect(rowsOf(await imported())).toEqual([
      "2024-01-01 00:00=2.5",
      "2024-01-01 01:00=2.5",
      "2024-01-01 02:00=2.5",
    ]);
    expect(asked.map(({ pathname, search }) => pathname + search)).toEqual([
      "/api/v1/query_range?query=sum%28increase%28http_requests_total%5B1h%5D%29%29" +
        `&start=${hour("01:00")}&end=${hour("03:00")}&step=3600`,
    ]);
  });

  it("asks by the day, with a query of its own, below a path", async () => {
    answer = (url) => ({ body: constant(url) });
    const history = await imported({ url: `${origin()}/prometheus/`, step: "day", to: "2024-01-03" });
    expect(rowsOf(history)).toHaveLength(2);
    expect(asked[0]!.pathname).toBe("/prometheus/api/v1/query_range");
    expect(asked[0]!.searchParams.get("query")).toBe("sum(increase(http_requests_total[1d]))");
    await imported({ query: "sum(x)" });
    expect(asked[1]!.searchParams.get("query")).toBe("sum(x)");
  });

  it.each([
    [undefined, 3],
    [11_000, 3],
    [1, 24_001],
  ])("asks for at most 11,000 points at once, or %s", async (requestPoints, requests) => {
    answer = (url) => ({ body: constant(url) });
    const hours = requestPoints === 1 ? 3 : 24_001;
    const to = new Date((hour("00:00") + hours * 3600) * 1000).toISOString().slice(0, 16);
    const { rows } = await imported({ to, requestPoints });
    expect(rows.map(({ second }) => second)).toEqual(
      Array.from({ length: hours }, (_, index) => hour("00:00") + index * 3600),
    );
    expect(asked).toHaveLength(requestPoints === 1 ? 3 : requests);
    for (const { searchParams } of asked) {
      const points = (Number(searchParams.get("end")) - Number(searchParams.get("start"))) / 3600 + 1;
      expect(points).toBeLessThanOrEqual(requestPoints ?? 11_000);
    }
  });

  it("leaves out steps without a point or a number, and passes warnings on", async () => {
    const values: Values = [
      [hour("01:00"), "NaN"],
      [hour("03:00"), "7"],
    ];
    answer = () => ({ body: matrix([values], { warnings: ["careful"] }) });
    const history = await imported();
    expect(rowsOf(history)).toEqual(["2024-01-01 02:00=7"]);
    expect(history.notes).toContain("Prometheus warns: careful");
  });

  it.each([
    ["no series", matrix([]), "the query gives no point from 2024-01-01 00:00 to 2024-01-01 03:00 UTC"],
    ["several series", matrix([[], []]), "the query gives 2 series, of which none is the whole"],
    [
      "an infinite value",
      matrix([[[hour("01:00"), "+Inf"]]]),
      "the value of 2024-01-01 00:00 UTC is no number",
    ],
    ["a negative value", matrix([[[hour("01:00"), "-1"]]]), "the value of 2024-01-01 00:00 UTC is no number"],
    ["another answer", { status: "success", data: {} }, "the answer is not that of Prometheus"],
    ["no JSON", "<html>", "the answer is not that of Prometheus"],
    [
      "an error",
      { status: "error", errorType: "bad_data", error: "parse error" },
      "Prometheus refuses the query (bad_data: parse error)",
    ],
  ])("is refused at %s", async (_, body, message) => {
    answer = () => ({ body });
    expect(await messageOf(imported())).toContain(message);
  });

  it("does not follow the server elsewhere", async () => {
    answer = () => ({ status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" });
    expect(await messageOf(imported())).toContain(
      "the server answers with status 302 to http://127.0.0.1:1/",
    );
  });

  it.each([
    ["http://127.0.0.1:1", "the server cannot be asked (bad port)"],
    ["http://127.0.0.1:2", "the server cannot be asked (ECONNREFUSED)"],
    ["ftp://127.0.0.1", "this is no address of a server"],
    ["127.0.0.1:9090", "this is no address of a server"],
    ["http://user:secret@127.0.0.1", "the address holds a user or a password"],
  ])("is refused from %s", async (url, message) => {
    const text = await messageOf(imported({ url }));
    expect(text).toContain(message);
    expect(asked).toEqual([]);
  });
});

describe("the bearer token", () => {
  const TOKEN = "eyJhbGciOi.J9-_~+/=";

  beforeEach(() => {
    answer = (url, { headers }) =>
      headers.authorization === `Bearer ${TOKEN}` ? { body: constant(url) } : { status: 401, body: "who?" };
  });

  it("comes from an environment variable or from a file", async () => {
    const environment = { PROM_TOKEN: TOKEN };
    expect((await imported({ environment, tokenVariable: "PROM_TOKEN" })).rows).toHaveLength(3);
    const tokenFile = folder.write("token", `${TOKEN}\n`);
    expect((await imported({ tokenFile })).rows).toHaveLength(3);
  });

  it("is asked for where the server wants one", async () => {
    expect(await messageOf(imported())).toContain(
      "the server answers with status 401\n    do: check --url, and the token where the server wants one",
    );
  });

  it.each<[string, Partial<PrometheusImportProps>, string]>([
    ["is empty", { tokenVariable: "NONE" }, "--token-env: NONE: there is no token"],
    ["has two lines", { tokenVariable: "TWO" }, "the token holds characters that no token has"],
    ["is given twice", { tokenVariable: "TWO", tokenFile: "x" }, "the token is given twice"],
    ["is not there", { tokenFile: "no/such" }, "no/such: the file with the token cannot be read (ENOENT)"],
    [
      "is sent unencrypted",
      { tokenVariable: "T", url: "http://192.0.2.1" },
      "the token would be sent unencrypted",
    ],
  ])("is refused where it %s, and never told", async (_, props, message) => {
    const text = await messageOf(imported({ environment: { TWO: `secret\nsecret`, T: "secret" }, ...props }));
    expect(text).toContain(message);
    expect(text).not.toMatch(/secret/);
    expect(asked).toEqual([]);
  });
});
