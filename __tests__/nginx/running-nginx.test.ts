import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request, type IncomingHttpHeaders, type Server } from "node:http";
import path from "node:path";
import { Duration, Size } from "../../lib/definition/units";
import { directive, renderDirectives } from "../../lib/nginx/directive";
import type { NginxProps } from "../../lib/nginx/virtual-host";
import { needs } from "../support/parts";
import { program, site } from "./hosts";
import { DISTRIBUTIONS, freePort, NginxFolder } from "./running-nginx";

needs("nginx").describe("nginx -t", () => {
  const verdict = (
    props: NginxProps,
    distribution?: string,
    more?: string,
  ): { status: number | null; output: string } => {
    const folder = new NginxFolder();
    try {
      folder.write(props, distribution, more);
      return folder.test();
    } finally {
      void folder.remove();
    }
  };
  const everything: NginxProps = {
    hosts: [
      program({
        serverNames: ["shop.test", "*.shop.test", `${"a.".repeat(125)}abc`],
        bodyLimit: Size.mebibytes(0.5),
        timeouts: { connect: Duration.seconds(0.5) },
      }),
      program({ name: "blog", serverNames: ["blog.test"], port: 8081 }),
      site({ index: "home.html" }),
    ],
    healthPath: "/up",
    trustedProxies: ["10.0.0.0/8", "2001:db8::/32"],
  };

  it.each(Object.keys(DISTRIBUTIONS))(
    "takes everything at once beside the nginx.conf of %s, without a warning",
    (name) => {
      const { status, output } = verdict(everything, name);
      expect(output).not.toMatch(/\[[a-z]+\]/);
      expect(status).toBe(0);
    },
  );

  it("takes 300 long host names without a warning", () => {
    const serverNames = Array.from({ length: 300 }, (_, index) => `${"a".repeat(50)}-${index}.example.com`);
    const { status, output } = verdict({ hosts: [program({ serverNames })] });
    expect(output).not.toMatch(/\[[a-z]+\]/);
    expect(status).toBe(0);
  });

  it("takes no host at all", () => {
    expect(verdict({ hosts: [] }).status).toBe(0);
  });
});

/** What a server behind Nginx was asked. */
interface Asked {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** An answer; status 0 when the connection was closed without one. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

needs("nginx").describe("a running Nginx", () => {
  let folder: NginxFolder;
  const asked: Asked[] = [];
  let behind: Server;
  let port = 0;

  const get = (
    host: string,
    target: string,
    headers: Record<string, string> = {},
    body?: Buffer,
  ): Promise<Answer> =>
    new Promise((resolve) => {
      const method = body === undefined ? "GET" : "POST";
      const sent = request(
        { port, host: "127.0.0.1", path: target, method, headers: { host, ...headers } },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.once("end", () => {
            const text = Buffer.concat(parts).toString();
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
          });
        },
      );
      sent.once("error", () => {
        resolve({ status: 0, headers: {}, body: "" });
      });
      sent.end(body);
    });

  beforeAll(async () => {
    folder = new NginxFolder();
    behind = createServer((incoming, answer) => {
      asked.push({ url: incoming.url ?? "", headers: incoming.headers });
      incoming.resume().once("end", () => answer.end("from the program"));
    });
    behind.on("upgrade", (incoming, socket) => {
      asked.push({ url: incoming.url ?? "", headers: incoming.headers });
      socket.end(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nhello",
      );
    });
    const upstream = await freePort();
    await new Promise<void>((resolve) => behind.listen(upstream, "127.0.0.1", resolve));

    const root = path.join(folder.path, "site");
    mkdirSync(path.join(root, ".git"), { recursive: true });
    mkdirSync(path.join(root, ".well-known"));
    mkdirSync(path.join(root, "guide"));
    mkdirSync(path.join(root, "empty"));
    const files = { "index.html": "home", "guide/index.html": "guide", "style.css": "css", ".env": "secret" };
    for (const [name, content] of Object.entries({
      ...files,
      ".git/config": "secret",
      ".well-known/security.txt": "contact",
    }))
      writeFileSync(path.join(root, name), content);
    symlinkSync("/etc/passwd", path.join(root, "users.txt"));

    port = await freePort();
    const hosts = [
      program({ port: upstream, bodyLimit: Size.mebibytes(1 / 1024) }),
      program({ name: "blog", serverNames: ["blog.test"], port: await freePort() }),
      site({ root }),
    ];
    const words = ['a"b', "a'b", "a\\b", "a\\", "a;b", "a{b}", "#", "\\n", 'it\'s "so" \\"', "ä", "~x", " "];
    const echo = words.map((word, index) =>
      renderDirectives([directive("location", "=", `/${index}`)])
        .trim()
        .replace(/;$/, ` { ${renderDirectives([directive("return", 200, word)])} }`),
    );
    folder.write(
      { hosts, port, trustedProxies: ["127.0.0.0/8"] },
      undefined,
      `server { listen ${port}; server_name echo.test; ${echo.join(" ")} }`,
    );
    await folder.start(port);
  });

  afterAll(async () => {
    await folder.remove();
    behind.closeAllConnections();
    await new Promise((resolve) => behind.close(resolve));
  });

  it.each([
    ['a"b', 0],
    ["a'b", 1],
    ["a\\b", 2],
    ["a\\", 3],
    ["a;b", 4],
    ["a{b}", 5],
    ["#", 6],
    ["\\n", 7],
    ['it\'s "so" \\"', 8],
    ["ä", 9],
    ["~x", 10],
    [" ", 11],
  ])("reads %j as it was written", async (word, index) => {
    expect((await get("echo.test", `/${index}`)).body).toBe(word);
  });

  it("routes by the Host header", async () => {
    expect((await get("shop.test", "/")).body).toBe("from the program");
    expect((await get("docs.test", "/")).body).toBe("home");
  });

  it("closes the connection when it knows no such host", async () => {
    expect((await get("unknown.test", "/")).status).toBe(0);
    expect((await get("127.0.0.1", "/")).status).toBe(0);
  });

  it("answers the health path for any unknown host with the first program's readiness", async () => {
    expect((await get("10.0.0.1", "/.landfall/health")).status).toBe(200);
    expect(asked.at(-1)?.url).toBe("/readyz");
  });

  it("answers 502 when a program is down", async () => {
    expect((await get("blog.test", "/")).status).toBe(502);
  });

  it("tells the program who asked, and believes a proxy that it knows", async () => {
    await get("shop.test", "/a?b=c", { "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https" });
    expect(asked.at(-1)).toMatchObject({
      url: "/a?b=c",
      headers: {
        host: "shop.test",
        "x-real-ip": "203.0.113.7",
        "x-forwarded-for": "203.0.113.7, 127.0.0.1",
        "x-forwarded-proto": "https",
      },
    });
  });

  it("takes no protocol but http and https from a proxy", async () => {
    await get("shop.test", "/", { "x-forwarded-proto": "gopher" });
    expect(asked.at(-1)?.headers["x-forwarded-proto"]).toBe("http");
    expect(asked.at(-1)?.headers["x-forwarded-for"]).toBe("127.0.0.1");
  });

  it("hands on a request ID, and makes one when there is none or it is odd", async () => {
    await get("shop.test", "/", { "x-request-id": "abc-123" });
    expect(asked.at(-1)?.headers["x-request-id"]).toBe("abc-123");
    const odds: Record<string, string>[] = [
      {},
      { "x-request-id": 'x" y' },
      { "x-request-id": "a".repeat(65) },
    ];
    for (const odd of odds) {
      await get("shop.test", "/", odd);
      expect(asked.at(-1)?.headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  it("keeps its connection to the program", async () => {
    await get("shop.test", "/");
    expect(asked.at(-1)?.headers.connection).not.toBe("close");
  });

  it("passes a WebSocket on", async () => {
    const answer = await new Promise<string>((resolve) => {
      const sent = request({
        port,
        host: "127.0.0.1",
        headers: { host: "shop.test", connection: "Upgrade", upgrade: "websocket" },
      });
      sent.once("upgrade", (_, socket, head) => {
        let text = head.toString();
        socket.on("data", (part: Buffer) => (text += part.toString()));
        socket.once("end", () => {
          socket.destroy();
          resolve(text);
        });
      });
      sent.end();
    });
    expect(answer).toBe("hello");
    expect(asked.at(-1)?.headers).toMatchObject({ connection: "upgrade", upgrade: "websocket" });
  });

  it("answers 413 to a body over the limit, and passes one at the limit", async () => {
    expect((await get("shop.test", "/", {}, Buffer.alloc(1025))).status).toBe(413);
    expect((await get("shop.test", "/", {}, Buffer.alloc(1024))).status).toBe(200);
  });

  it.each([
    ["/.env", 404],
    ["/.git/config", 404],
    ["/guide/.hidden", 404],
    ["/users.txt", 404],
    ["/empty/", 403],
    ["/missing", 404],
    ["/missing.css", 404],
    ["/.well-known/security.txt", 200],
    ["/guide/", 200],
    ["/style.css", 200],
    ["/..%2f..%2fetc/passwd", 400],
  ])("answers %s of a site with %i", async (target, status) => {
    expect((await get("docs.test", target)).status).toBe(status);
  });

  it("leads to a folder without naming a scheme", async () => {
    const answer = await get("docs.test", "/guide");
    expect(answer).toMatchObject({ status: 301, headers: { location: "/guide/" } });
  });

  it("has pages asked for again, also when they are unchanged", async () => {
    const first = await get("docs.test", "/");
    expect(first.headers).toMatchObject({ "cache-control": "no-cache", "x-content-type-options": "nosniff" });
    const again = await get("docs.test", "/", { "if-none-match": first.headers.etag ?? "" });
    expect(again).toMatchObject({ status: 304, headers: { "cache-control": "no-cache" } });
  });

  it("lets assets be kept", async () => {
    expect((await get("docs.test", "/style.css")).headers["cache-control"]).toBe("public, max-age=3600");
    expect((await get("docs.test", "/missing.css")).headers["cache-control"]).toBeUndefined();
  });

  it("does not tell its version", async () => {
    expect((await get("docs.test", "/missing")).headers.server).toBe("nginx");
  });

  it("logs each host apart, one JSON object a line, whatever clients send", async () => {
    await get("shop.test", "/?q=%22x", { "user-agent": 'an "odd\\ one' });
    const shop = folder.log("logs/shop/access.log").trim().split("\n");
    const parsed = shop.map((line) => JSON.parse(line) as Record<string, string>);
    expect(parsed.at(-1)).toMatchObject({
      host: "shop.test",
      uri: "/?q=%22x",
      status: "200",
      user_agent: 'an "odd\\ one',
    });
    expect(folder.log("logs/docs/access.log")).not.toContain("shop.test");
    expect(folder.log("logs/catch-all/access.log")).not.toContain("/.landfall/health");
  });
});
