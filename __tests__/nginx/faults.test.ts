import fc from "fast-check";
import { Duration, Size } from "../../lib/definition/units";
import { nginxConfiguration } from "../../lib/nginx/configuration";
import { nginxFaults } from "../../lib/nginx/faults";
import type { NginxProps } from "../../lib/nginx/virtual-host";
import { program, site } from "./hosts";

const of = (props: NginxProps): string[] =>
  nginxFaults(props).map((fault) => `${fault.path ?? ""}: ${fault.message}`);
const named = (serverName: string): NginxProps => ({ hosts: [program({ serverNames: [serverName] })] });

describe("what is refused", () => {
  it.each<[string, NginxProps]>([
    ["port: is not a TCP port", { hosts: [], port: 0 }],
    ["port: is not a TCP port", { hosts: [], port: 65_536 }],
    ["port: is not a TCP port", { hosts: [], port: 80.5 }],
    ["healthPath: is not a path of a URL", { hosts: [], healthPath: "up" }],
    ["healthPath: is not a path of a URL", { hosts: [], healthPath: "/up;" }],
    ["logDirectory: is not an absolute path", { hosts: [], logDirectory: "logs" }],
    ["logDirectory: is not an absolute path", { hosts: [], logDirectory: "/var/../etc" }],
    ["trustedProxies[0]: is not an address or network", { hosts: [], trustedProxies: ["10.0.0.0/33"] }],
    ["trustedProxies[1]: is not an address or network", { hosts: [], trustedProxies: ["::1", "any"] }],
    ["trustedProxies[0]: is not an address or network", { hosts: [], trustedProxies: ["10.0.0.1/8/8"] }],
    ["trustedProxies[0]: is not an address or network", { hosts: [], trustedProxies: ["fe80::1%eth0"] }],
    ["hosts[0].name: is not a name for an app", { hosts: [program({ name: "" })] }],
    ["hosts[0].name: is not a name for an app", { hosts: [program({ name: "Shop" })] }],
    ["hosts[0].name: is not a name for an app", { hosts: [program({ name: "../shop" })] }],
    ["hosts[0].name: is not a name for an app", { hosts: [program({ name: "a".repeat(29) })] }],
    ["hosts[0].name: is not a name for an app", { hosts: [program({ name: "shop-" })] }],
    ["hosts[0].name: is the name of the catch-all virtual host", { hosts: [program({ name: "catch-all" })] }],
    ["hosts[0].serverNames: is empty", { hosts: [program({ serverNames: [] })] }],
    ["hosts[0].port: is not a TCP port", { hosts: [program({ port: 70_000 })] }],
    ["hosts[0].readyPath: is not a path of a URL", { hosts: [program({ readyPath: "/a b" })] }],
    [
      "hosts[0].bodyLimit: is not a whole number of bytes",
      { hosts: [program({ bodyLimit: Size.mebibytes(0) })] },
    ],
    [
      "hosts[0].timeouts.read: is not a whole number of milliseconds",
      { hosts: [program({ timeouts: { read: Duration.seconds(0) } })] },
    ],
    [
      "hosts[0].timeouts.send: is not a whole number of milliseconds",
      { hosts: [program({ timeouts: { send: Duration.seconds(0.0005) } })] },
    ],
    ["hosts[0].root: is not an absolute path", { hosts: [site({ root: "/srv/x y" })] }],
    ["hosts[0].root: is not an absolute path", { hosts: [site({ root: "/" })] }],
    ["hosts[0].index: is not a file name", { hosts: [site({ index: "../index.html" })] }],
    [
      "hosts[0].assetsFreshFor: is not a whole number of seconds",
      { hosts: [site({ assetsFreshFor: Duration.seconds(0.5) })] },
    ],
  ])("%s", (fault, props) => {
    expect(of(props)).toEqual([fault]);
  });

  it.each([
    "Shop.test",
    "shop.test:80",
    "shop_x.test",
    "-a.test",
    "a-.test",
    "a..test",
    "*",
    "a.*.test",
    "",
    "a b",
  ])("the host name %j", (serverName) => {
    expect(of(named(serverName))).toEqual(["hosts[0].serverNames[0]: is not a host name"]);
  });

  it.each([
    ["$host", "must not contain $"],
    ["a.test\n", "must not contain line breaks"],
  ])("the host name %j, and why", (serverName, message) => {
    expect(of(named(serverName))[0]).toContain(message);
  });

  it("a label of 64 characters and a name of 254", () => {
    expect(of(named(`${"a".repeat(64)}.test`))).toHaveLength(1);
    expect(of(named(`${"a.".repeat(125)}test`))).toHaveLength(1);
  });

  it("a host name that two virtual hosts claim", () => {
    const hosts = [program(), site({ serverNames: ["docs.test", "shop.test"] })];
    expect(of({ hosts })).toEqual(["hosts[1].serverNames[1]: is already at hosts[0].serverNames[0]"]);
  });

  it("a host name twice in one virtual host", () => {
    expect(of({ hosts: [program({ serverNames: ["a.test", "a.test"] })] })).toHaveLength(1);
  });

  it("an app's name twice", () => {
    const hosts = [program(), site({ name: "shop" })];
    expect(of({ hosts })).toEqual(["hosts[1].name: is already at hosts[0].name"]);
  });

  it("everything at once, in one error", () => {
    const hosts = [program({ port: 0 }), site({ root: "srv" })];
    expect(() => nginxConfiguration({ hosts, port: 0 })).toThrow(
      /port: is not a TCP port[^]*hosts\[0\]\.port: is not[^]*hosts\[1\]\.root: is not/,
    );
  });
});

describe("what is taken", () => {
  it.each([
    "a",
    "localhost",
    "xn--bcher-kva.example",
    "*.example.com",
    "203.0.113.5",
    `${"a".repeat(63)}.test`,
  ])("the host name %s", (serverName) => {
    expect(of(named(serverName))).toEqual([]);
  });

  it("a name of 253 characters", () => {
    const longest = `${"a.".repeat(125)}abc`;
    expect(longest).toHaveLength(253);
    expect(of(named(longest))).toEqual([]);
  });

  it.each(["10.0.0.0/8", "192.0.2.1", "::/0", "2001:db8::/32"])("the proxy %s", (proxy) => {
    expect(of({ hosts: [], trustedProxies: [proxy] })).toEqual([]);
  });

  it.each([1, 65_535])("the port %i", (port) => {
    expect(of({ hosts: [program({ port })], port })).toEqual([]);
  });

  it("a time-out of 0.3 s, which is no exact number", () => {
    expect(of({ hosts: [program({ timeouts: { read: Duration.seconds(0.1 + 0.2) } })] })).toEqual([]);
  });
});

it("no text gets from a user into a configuration unless it is harmless", () => {
  const marked = fc.string({
    unit: fc.constantFrom("x", ";", "{", "}", '"', "'", "\\", "$", "\n", " ", "#", "*"),
  });
  fc.assert(
    fc.property(marked, (text) => {
      const everywhere: NginxProps[] = [
        { hosts: [], healthPath: `/${text}` },
        { hosts: [], logDirectory: `/${text}` },
        { hosts: [], trustedProxies: [text] },
        named(text),
        { hosts: [program({ name: text })] },
        { hosts: [program({ readyPath: `/${text}` })] },
        { hosts: [site({ root: `/${text}` })] },
        { hosts: [site({ index: text })] },
      ];
      for (const props of everywhere)
        if (/[;{}"'\\$\n #]/.test(text)) expect(() => nginxConfiguration(props)).toThrow();
    }),
  );
});
