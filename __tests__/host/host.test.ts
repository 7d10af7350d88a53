import { Duration, Share, Size } from "../../lib/definition/units";
import { hostSpec, type HostApp, type HostProps } from "../../lib/host";
import { hostFaults } from "../../lib/host/faults";
import { program, props, site } from "./apps";

const file = (path: string, more: Partial<HostProps> = {}): string =>
  hostSpec(props(more)).files.find((each) => each.path === path)?.content ?? "";
const unit = (app: HostApp): string => file("/etc/systemd/system/landfall-shop.service", { apps: [app] });
const shopConf = (app: HostApp): string => file("/etc/nginx/conf.d/landfall-shop.conf", { apps: [app] });
const commands = (more: Partial<HostProps> = {}): string[] =>
  hostSpec(props(more)).commands.map((words) => words.join(" ").replaceAll("/usr/local/lib/landfall/", ""));

describe("the packages", () => {
  it("are Nginx, what fetching needs and what keeps logs small", () => {
    expect(hostSpec(props()).packages).toEqual(["ca-certificates", "curl", "logrotate", "nginx"]);
  });
});

describe("the users", () => {
  it("are one for each app, with a prefix that no system user has", () => {
    expect(hostSpec(props()).users.map((user) => [user.name, user.home])).toEqual([
      ["lf-shop", "/opt/landfall/shop"],
      ["lf-docs", "/opt/landfall/docs"],
    ]);
  });

  it("let Nginx into the groups of sites, never into those of programs", () => {
    expect(hostSpec(props()).users.map((user) => user.members)).toEqual([[], ["www-data"]]);
  });

  it("have names that systemd takes, also for the longest name of an app", () => {
    const name = "a".repeat(28);
    expect(hostSpec(props({ apps: [program({ name })] })).users[0]?.name).toHaveLength(31);
  });
});

describe("the directories", () => {
  const of = (path: string): unknown => hostSpec(props()).directories.find((each) => each.path === path);

  it.each(["shop", "docs"])("of %s are closed to other apps", (name) => {
    expect(of(`/opt/landfall/${name}`)).toMatchObject({ mode: "0750", owner: "root", group: `lf-${name}` });
    expect(of(`/var/log/landfall/${name}`)).toMatchObject({
      mode: "0751",
      owner: "root",
      group: `lf-${name}`,
    });
  });

  it("are never writable by anyone but root", () => {
    for (const each of hostSpec(props()).directories) {
      expect(each.owner).toBe("root");
      expect(each.mode).toMatch(/^07[05][015]$/);
    }
  });

  it("stand after those that they are in", () => {
    const paths = hostSpec(props()).directories.map((each) => each.path);
    for (const [index, path] of paths.entries())
      for (const later of paths.slice(index + 1)) expect(path.startsWith(`${later}/`)).toBe(false);
  });
});

describe("the logs", () => {
  it("are an access and an error log for each app and the catch-all, readable by the app's group alone", () => {
    expect(hostSpec(props()).logFiles.map((each) => `${each.path} ${each.group} ${each.mode}`)).toEqual([
      "/var/log/landfall/catch-all/access.log adm 0640",
      "/var/log/landfall/catch-all/error.log adm 0640",
      "/var/log/landfall/shop/access.log lf-shop 0640",
      "/var/log/landfall/shop/error.log lf-shop 0640",
      "/var/log/landfall/docs/access.log lf-docs 0640",
      "/var/log/landfall/docs/error.log lf-docs 0640",
    ]);
  });

  it("are rotated daily and kept for 14 days", () => {
    const text = file("/etc/logrotate.d/landfall");
    expect(text).toContain("/var/log/landfall/*/*.log {");
    expect(text).toContain("daily\n  rotate 14\n");
    expect(text).toContain('kill -USR1 "$(cat /run/nginx.pid)"');
  });
});

describe("Nginx", () => {
  it("does not start before the host is set up, and is started again when it fails", () => {
    const text = file("/etc/systemd/system/nginx.service.d/landfall.conf");
    expect(text).toContain("[Unit]\nConditionPathExists=/var/lib/landfall/ready\n");
    expect(text).toContain("[Service]\nRestart=on-failure\n");
  });

  it("does not serve the distribution's site", () => {
    expect(hostSpec(props()).absent).toEqual(["/etc/nginx/sites-enabled/default"]);
  });

  it("serves each app", () => {
    expect(shopConf(program())).toContain("server_name shop.test;");
    expect(file("/etc/nginx/conf.d/landfall-docs.conf")).toContain("root /opt/landfall/docs/current;");
  });

  it("asks the first program whether it is ready, where it says so", () => {
    const shared = (app: HostApp): string => file("/etc/nginx/conf.d/00-landfall.conf", { apps: [app] });
    expect(shared(program())).toContain("proxy_pass http://landfall-shop/readyz;");
    expect(shared(program({ readyPath: "/ready" }))).toContain("proxy_pass http://landfall-shop/ready;");
    expect(shared(site())).toContain("return 200 ok;");
  });

  it("passes on bodies as large as the program takes", () => {
    expect(shopConf(program())).toContain("client_max_body_size 1048576;");
    expect(shopConf(program({ environment: { MAX_BODY: "5MiB" } }))).toContain(
      "client_max_body_size 5242880;",
    );
  });

  it("takes another health path and balancers to believe", () => {
    const text = file("/etc/nginx/conf.d/00-landfall.conf", {
      healthPath: "/up",
      trustedProxies: ["10.0.0.0/16"],
    });
    expect(text).toContain("location = /up {");
    expect(text).toContain("set_real_ip_from 10.0.0.0/16;");
  });
});

describe("the service of a program", () => {
  it("runs the current release as the app's user", () => {
    expect(unit(program())).toContain(
      'ExecStart="/opt/landfall/shop/current/shop"\nUser=lf-shop\nGroup=lf-shop\n',
    );
  });

  it.each<[string, HostApp, string]>([
    ["port", program({ port: 9000 }), 'Environment="PORT=9000"'],
    ["settings", program({ environment: { A: "it's" } }), `Environment="A=it's"`],
    ["memory", program({ memory: Size.mebibytes(64) }), "MemoryMax=67108864"],
    ["processor", program({ cpuQuota: Share.percent(50) }), "CPUQuota=50%"],
    ["time to stop", program({ environment: { SHUTDOWN_TIMEOUT: "1m" } }), "TimeoutStopSec=70"],
  ])("follows its %s", (_, app, expected) => {
    expect(unit(app)).toContain(expected);
  });

  it("cannot ask for the host's credentials unless told", () => {
    expect(unit(program())).toContain("IPAddressDeny=169.254.169.254");
    expect(unit(program({ instanceMetadata: true }))).not.toContain("IPAddressDeny");
  });

  it("is not there for a site", () => {
    const units = hostSpec(props({ apps: [site()] })).files.filter((each) => each.path.endsWith(".service"));
    expect(units).toEqual([]);
  });
});

describe("the commands", () => {
  it("fetch every release, then start every program, then let Nginx serve", () => {
    expect(
      commands({ apps: [site(), program(), program({ name: "blog", hosts: ["b.test"], port: 8081 })] }),
    ).toEqual([
      `fetch site docs ${"b".repeat(64)} programs/docs.tar.gz`,
      `fetch program shop ${"a".repeat(64)} programs/shop`,
      `fetch program blog ${"a".repeat(64)} programs/shop`,
      "start shop 8080 60 /readyz /healthz",
      "start blog 8081 60 /readyz /healthz",
      "serve /.landfall/health",
    ]);
  });

  it("follow the paths and the time-out", () => {
    const apps = [program({ readyPath: "/ready", healthPath: "/health" })];
    expect(commands({ apps, healthPath: "/up", readyWithin: Duration.seconds(5) }).slice(1)).toEqual([
      "start shop 8080 5 /ready /health",
      "serve /up",
    ]);
  });
});

describe("what is refused", () => {
  it.each<[string, Partial<HostProps>]>([
    ["bucket", { bucket: "acme.releases" }],
    ["bucket", { bucket: "a'b" }],
    ["bucket", { bucket: "ab" }],
    ["region", { region: "us-east-1;id" }],
    ["dnsSuffix", { region: "cn-north-1" }],
    ["dnsSuffix", { dnsSuffix: "amazonaws.com.cn" }],
    ["readyWithin", { readyWithin: Duration.seconds(0) }],
    ["readyWithin", { readyWithin: Duration.seconds(601) }],
    ["readyWithin", { readyWithin: Duration.seconds(1.5) }],
    ["healthPath", { healthPath: "up" }],
    ["trustedProxies[0]", { trustedProxies: ["all"] }],
    ["apps[0].sha256", { apps: [program({ sha256: "A".repeat(64) })] }],
    ["apps[0].sha256", { apps: [program({ sha256: "a".repeat(63) })] }],
    ["apps[0].objectKey", { apps: [program({ objectKey: "" })] }],
    ["apps[0].objectKey", { apps: [program({ objectKey: "a b" })] }],
    ["apps[0].objectKey", { apps: [program({ objectKey: "a/../b" })] }],
    ["apps[0].objectKey", { apps: [program({ objectKey: "a//b" })] }],
    ["apps[0].objectKey", { apps: [program({ objectKey: "/a" })] }],
    ["apps[0].objectKey", { apps: [program({ objectKey: "a/" })] }],
    ["apps[0].objectKey", { apps: [site({ objectKey: "a'b" })] }],
    ["apps[0].healthPath", { apps: [program({ healthPath: "x" })] }],
    ["apps[0].readyPath", { apps: [program({ readyPath: "x" })] }],
    ["apps[0].name", { apps: [program({ name: "Shop" })] }],
    ["apps[0].hosts", { apps: [program({ hosts: [] })] }],
    ["apps[0].hosts[1]", { apps: [program({ hosts: ["a.test", "b_test"] })] }],
    ["apps[0].memory", { apps: [program({ memory: Size.mebibytes(8) })] }],
    ["apps[0].cpuQuota", { apps: [program({ cpuQuota: Share.percent(0) })] }],
    ["apps[0].environment.PORT", { apps: [program({ environment: { PORT: "1" } })] }],
    ["apps[0].environment.A", { apps: [program({ environment: { A: "a\nb" } })] }],
    ["apps[0].environment.MAX_BODY", { apps: [program({ environment: { MAX_BODY: "lots" } })] }],
    ["apps[1].port", { apps: [program(), program({ name: "b", hosts: ["b.test"] })] }],
    ["apps[1].hosts[0]", { apps: [program(), site({ hosts: ["shop.test"] })] }],
    ["apps[1].name", { apps: [program(), site({ name: "shop" })] }],
  ])("%s in %j", (path, more) => {
    expect(hostFaults(props(more)).map((fault) => fault.path)).toEqual([path]);
  });

  it("a low port, once for the service", () => {
    expect(hostFaults(props({ apps: [program({ port: 80 })] }))).toMatchObject([{ path: "apps[0].port" }]);
  });

  it("everything at once, in one error", () => {
    const apps = [program({ sha256: "x", port: 1 }), site({ hosts: ["?"] })];
    expect(() => hostSpec(props({ bucket: "?", apps }))).toThrow(
      /bucket: [^]*apps\[0\]\.sha256: [^]*apps\[0\]\.port: [^]*apps\[1\]\.hosts\[0\]: /,
    );
  });
});

describe("what is taken", () => {
  it.each<Partial<HostProps>>([
    { apps: [] },
    { region: "cn-northwest-1", dnsSuffix: "amazonaws.com.cn" },
    { region: "us-gov-west-1" },
    { apps: [program({ objectKey: "a/b-c_d.e/..f" })] },
    { apps: [program({ hosts: ["*.shop.test"] })] },
    { readyWithin: Duration.seconds(600) },
  ])("%j", (more) => {
    expect(hostFaults(props(more))).toEqual([]);
  });
});
