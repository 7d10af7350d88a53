import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type AddressInfo, type Server } from "node:net";
import path from "node:path";
import { isApiThere } from "../../lib/edge/api-probe";
import { needs, pathOf } from "../support/parts";
import { temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();
const servers: Server[] = [];
const ONE_LOOK = { tries: 1, milliseconds: 300 };

function listen(server: Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

afterAll(() => {
  for (const server of servers) server.close();
});

/** A server that answers everything with one status by TLS, under a certificate that nobody knows. */
function api(status: number): Server {
  const { key, cert } = ["key", "cert"].reduce<Record<string, string>>(
    (files, name) => ({ ...files, [name]: path.join(mkdtempSync(path.join(folder, "pair-")), name) }),
    {},
  );
  const subject = ["-x509", "-nodes", "-days", "1", "-subj", "/CN=unknown"];
  const keys = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  execFileSync(pathOf("openssl"), ["req", ...subject, ...keys, "-keyout", key!, "-out", cert!], {
    stdio: "ignore",
  });
  return createHttpsServer({ key: readFileSync(key!), cert: readFileSync(cert!) }, (_, response) => {
    response.writeHead(status, { connection: "close" }).end();
  });
}

describe("the look at the API", () => {
  needs("openssl").it("is content with any answer, a refusal too: somebody is there", async () => {
    for (const status of [200, 401, 503]) {
      expect(await isApiThere(await listen(api(status)), ONE_LOOK)).toBe(true);
    }
  });

  it("finds nobody where the port is closed", async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await isApiThere(port, ONE_LOOK)).toBe(false);
  });

  it("finds nobody behind a port that Docker holds open for a container that does not listen", async () => {
    const port = await listen(createServer((socket) => socket.destroy()));
    expect(await isApiThere(port, ONE_LOOK)).toBe(false);
  });

  it("finds nobody where a connection is taken and never answered", async () => {
    const sockets: { destroy: () => unknown }[] = [];
    const port = await listen(createServer((socket) => sockets.push(socket)));
    expect(await isApiThere(port, ONE_LOOK)).toBe(false);
    for (const socket of sockets) socket.destroy();
  });

  it("looks again, since a server that was just restarted takes a while", async () => {
    let looks = 0;
    const port = await listen(
      createServer((socket) => {
        looks += 1;
        socket.destroy();
      }),
    );
    expect(await isApiThere(port, { tries: 3, milliseconds: 50 })).toBe(false);
    expect(looks).toBe(3);
  });
});
