import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { Sandbox, type Ended } from "./sandbox";

let sandbox: Sandbox;
const called = (command: string): string[] =>
  sandbox.calls().filter((call) => call.startsWith(`${command} `));
/** Plays systemctl: `is-active` answers so, everything else works. */
const active = (is: boolean): void => {
  sandbox.standIn("systemctl", `[ "$1" != is-active ] || exit ${is ? 0 : 3}`);
};

beforeEach(() => {
  sandbox = new Sandbox();
  sandbox.standIn("curl", "exit 0");
  sandbox.standIn("journalctl", "echo what the program said");
  active(true);
});

afterEach(() => {
  sandbox.remove();
});

describe("the script start", () => {
  const start = (): Ended => sandbox.run("start", "shop", "8080", "0", "/readyz", "/healthz");
  const changes = (): string[] => called("systemctl").filter((call) => !call.includes("is-active"));
  const release = (name: string): void => {
    const current = path.join(sandbox.folder, "opt/shop/current");
    sandbox.write(`opt/shop/${name}/shop`, "");
    rmSync(current, { force: true });
    symlinkSync(name, current);
  };

  beforeEach(() => {
    sandbox.write("units/landfall-shop.service", "[Service]\n");
    release("one");
  });

  it("enables and starts the program", () => {
    expect(start()).toEqual({ status: 0, output: "start shop: is ready\n" });
    expect(changes()).toEqual([
      "systemctl enable --quiet landfall-shop.service",
      "systemctl reset-failed landfall-shop.service",
      "systemctl restart landfall-shop.service",
    ]);
  });

  it("leaves a program alone that runs as it should", () => {
    start();
    sandbox.calls();
    expect(start()).toEqual({ status: 0, output: "" });
    expect(changes()).toEqual([]);
  });

  it("starts it again when its release is another", () => {
    start();
    release("two");
    sandbox.calls();
    start();
    expect(changes()).toContain("systemctl restart landfall-shop.service");
  });

  it("starts it again when its unit is another", () => {
    start();
    sandbox.write("units/landfall-shop.service", "[Service]\nUser=x\n");
    sandbox.calls();
    start();
    expect(changes()).toContain("systemctl restart landfall-shop.service");
  });

  it("asks the readiness path on the program's port", () => {
    start();
    expect(called("curl").map((call) => call.split(" ").at(-1))).toEqual(["http://127.0.0.1:8080/readyz"]);
  });

  it("fails when the program lives but is not ready, and shows what it said", () => {
    sandbox.standIn("curl", "[[ $* == *healthz* ]]");
    const ended = start();
    expect(ended.status).toBe(1);
    expect(ended.output).toContain("start shop: lives, but is not ready after 0 s\nwhat the program said");
  });

  it("fails when the program does not answer", () => {
    sandbox.standIn("curl", "exit 7");
    expect(start()).toMatchObject({ status: 1 });
  });

  it("is not taken in by another program that answers on the port", () => {
    active(false);
    expect(start().status).toBe(1);
  });

  it("tries again after a failure", () => {
    sandbox.standIn("curl", "exit 7");
    start();
    sandbox.standIn("curl", "exit 0");
    sandbox.calls();
    start();
    expect(changes()).toContain("systemctl restart landfall-shop.service");
  });
});

describe("the script serve", () => {
  const FINE = "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok";
  const serve = (): Ended => sandbox.run("serve", "/.landfall/health");
  const changes = (): string[] => called("systemctl").filter((call) => !call.includes("is-active"));
  /** Plays nginx: what -t says and how it ends, and the configuration that -T shows. */
  const nginx = (says: string, status = 0, shows = "one"): void => {
    sandbox.standIn(
      "nginx",
      `if [ "$1" = -t ]; then echo '${says}' >&2; exit ${status}; else echo '${shows}'; fi`,
    );
  };

  beforeEach(() => {
    nginx(FINE);
  });

  it("starts Nginx, which only the marker lets start, and asks for the health path", () => {
    active(false);
    expect(serve()).toEqual({ status: 0, output: "serve: Nginx serves\n" });
    expect(sandbox.read("state/ready")).toMatch(/^[0-9a-f]{64}/);
    const calls = sandbox.calls();
    expect(calls).toContain("systemctl restart nginx");
    expect(calls.at(-1)).toMatch(/^curl .* http:\/\/127\.0\.0\.1\/\.landfall\/health$/);
  });

  it("leaves an unchanged Nginx alone", () => {
    serve();
    sandbox.calls();
    expect(serve()).toEqual({ status: 0, output: "" });
    expect(changes()).toEqual([]);
  });

  it("reloads a running Nginx when the configuration is another", () => {
    serve();
    nginx(FINE, 0, "two");
    sandbox.calls();
    expect(serve().output).toBe("serve: Nginx serves its new configuration\n");
    expect(changes()).toEqual(["systemctl reload nginx"]);
  });

  it.each([
    ["a warning", '[warn] conflicting server name "shop.test" on 0.0.0.0:80, ignored', 0],
    ["an error", "[emerg] unknown directive", 1],
    ["a status alone", FINE, 1],
  ])("refuses a configuration with %s", (_, says, status) => {
    active(false);
    nginx(says, status);
    const ended = serve();
    expect(ended.status).toBe(1);
    expect(ended.output).toContain(`serve: Nginx refuses its configuration or warns of it: ${says}`);
    expect(sandbox.read("state/ready")).toBeUndefined();
    expect(changes()).toEqual([]);
  });

  it("stops the Nginx that it started when the health path does not answer", () => {
    active(false);
    sandbox.standIn("curl", "exit 22");
    const ended = serve();
    expect(ended).toMatchObject({ status: 1 });
    expect(ended.output).toContain("serve: /.landfall/health does not answer 200");
    expect(sandbox.read("state/ready")).toBeUndefined();
    expect(changes().at(-1)).toBe("systemctl stop nginx");
  });

  it("leaves an Nginx running that ran before when the health path does not answer", () => {
    serve();
    sandbox.standIn("curl", "exit 22");
    sandbox.calls();
    expect(serve().status).toBe(1);
    expect(changes()).toEqual([]);
    expect(sandbox.read("state/ready")).toBeDefined();
  });

  it("lets Nginx not start at the next boot when it did not start now", () => {
    sandbox.standIn("systemctl", "case $1 in is-active) exit 3 ;; restart) exit 1 ;; esac");
    expect(serve().status).toBe(1);
    expect(sandbox.read("state/ready")).toBeUndefined();
  });
});
