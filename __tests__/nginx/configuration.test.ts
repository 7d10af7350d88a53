import { nginxConfiguration } from "../../lib/nginx/configuration";
import { Duration, Size } from "../../lib/definition/units";
import type { NginxProps } from "../../lib/nginx/virtual-host";
import { program, site } from "./hosts";

/** The file of that name, its lines without indentation. */
function lines(name: string, props: NginxProps): string[] {
  const file = nginxConfiguration(props).find((each) => each.name === name);
  return (file?.content ?? "").split("\n").map((line) => line.trim());
}
const shared = (props: NginxProps): string[] => lines("00-landfall.conf", props);
const shop = (props: NginxProps): string[] => lines("landfall-shop.conf", props);
const docs = (props: NginxProps): string[] => lines("landfall-docs.conf", props);

describe("the files", () => {
  it("are one for what all share, read first, and one for each virtual host", () => {
    const names = nginxConfiguration({ hosts: [program({ name: "a" }), site()] }).map((file) => file.name);
    expect(names).toEqual(["00-landfall.conf", "landfall-a.conf", "landfall-docs.conf"]);
    expect([...names].sort()[0]).toBe("00-landfall.conf");
  });

  it("are the same bytes for the same properties", () => {
    const props = { hosts: [program(), site()], trustedProxies: ["10.0.0.0/8"] };
    expect(nginxConfiguration(props)).toEqual(nginxConfiguration(structuredCopy(props)));
  });

  it("say who wrote them", () => {
    for (const { content } of nginxConfiguration({ hosts: [program(), site()] }))
      expect(content).toMatch(/^# Written by landfall/);
  });

  it("set at the top nothing that a distribution's nginx.conf sets there", () => {
    const top = nginxConfiguration({ hosts: [program(), site()] })
      .flatMap((file) => file.content.split("\n"))
      .filter((line) => /^[a-z]/.test(line))
      .map((line) => line.split(" ")[0]);
    for (const name of ["server_tokens", "keepalive_timeout", "sendfile", "gzip", "access_log", "tcp_nopush"])
      expect(top).not.toContain(name);
  });
});

function structuredCopy(props: NginxProps): NginxProps {
  return { ...props, hosts: props.hosts.map((host) => ({ ...host, serverNames: [...host.serverNames] })) };
}

describe("every virtual host", () => {
  const props: NginxProps = { hosts: [program(), site()] };

  it.each([
    [
      "catch-all",
      shared,
      ["listen 80 default_server;", 'listen "[::]:80" default_server;', "server_name _;"],
    ],
    ["shop", shop, ["listen 80;", 'listen "[::]:80";', "server_name shop.test;"]],
    ["docs", docs, ["listen 80;", 'listen "[::]:80";', "server_name docs.test;"]],
  ] as const)("%s listens on both address families under its name", (_, file, expected) => {
    expect(file(props)).toEqual(expect.arrayContaining([...expected]));
  });

  it.each([
    ["catch-all", shared],
    ["shop", shop],
    ["docs", docs],
  ] as const)("%s has logs of its own and does not tell Nginx's version", (name, file) => {
    expect(file(props)).toContain(`access_log /var/log/landfall/${name}/access.log landfall;`);
    expect(file(props)).toContain(`error_log /var/log/landfall/${name}/error.log;`);
    expect(file(props)).toContain("server_tokens off;");
    expect(file(props)).toContain("keepalive_timeout 75s;");
  });

  it("takes several names, a wildcard too", () => {
    const hosts = [program({ serverNames: ["shop.test", "*.shop.test"] })];
    expect(shop({ hosts })).toContain("server_name shop.test *.shop.test;");
  });

  it("follows another port", () => {
    expect(shared({ ...props, port: 8000 })).toContain("listen 8000 default_server;");
    expect(shop({ ...props, port: 8000 })).toContain('listen "[::]:8000";');
  });

  it("follows another folder of logs", () => {
    expect(docs({ ...props, logDirectory: "/srv/logs" })).toContain("error_log /srv/logs/docs/error.log;");
  });

  it("has room for the longest name", () => {
    expect(shared(props)).toContain("server_names_hash_bucket_size 512;");
  });

  it("has limits on clients", () => {
    expect(shared(props)).toEqual(
      expect.arrayContaining([
        "client_header_timeout 10s;",
        "client_body_timeout 30s;",
        "send_timeout 30s;",
        "large_client_header_buffers 4 16k;",
        "reset_timedout_connection on;",
      ]),
    );
  });
});

describe("the catch-all", () => {
  it("closes the connection without an answer", () => {
    expect(shared({ hosts: [] })).toContain("return 444;");
  });

  it("passes the health path to the first program's readiness", () => {
    const hosts = [
      site(),
      program({ readyPath: "/ready" }),
      program({ name: "blog", serverNames: ["b.test"] }),
    ];
    expect(shared({ hosts })).toContain("location = /.landfall/health {");
    expect(shared({ hosts })).toContain("proxy_pass http://landfall-shop/ready;");
    expect(shared({ hosts })).not.toContain("proxy_pass http://landfall-blog/readyz;");
  });

  it("answers 200 on the health path when there is no program", () => {
    expect(shared({ hosts: [site()] })).toContain("return 200 ok;");
    expect(shared({ hosts: [site()] }).join()).not.toContain("proxy_pass");
  });

  it("follows another health path", () => {
    expect(shared({ hosts: [], healthPath: "/up" })).toContain("location = /up {");
  });
});

describe("a program's virtual host", () => {
  it("passes everything to the program's port on this machine", () => {
    expect(shop({ hosts: [program({ port: 9000 })] })).toEqual(
      expect.arrayContaining([
        "upstream landfall-shop {",
        "server 127.0.0.1:9000;",
        "proxy_pass http://landfall-shop;",
      ]),
    );
  });

  it("keeps connections to it for less than Go's 90 s", () => {
    const text = shop({ hosts: [program()] });
    expect(text).toEqual(expect.arrayContaining(["keepalive 32;", "keepalive_timeout 60s;"]));
    expect(shared({ hosts: [program()] })).toContain("proxy_http_version 1.1;");
  });

  it.each([
    ["Host", "$http_host"],
    ["X-Real-IP", "$remote_addr"],
    ["X-Forwarded-For", "$remote_addr"],
    ["X-Forwarded-Proto", "$scheme"],
    ["X-Request-Id", "$landfall_request_id"],
    ["Upgrade", "$http_upgrade"],
    ["Connection", "$landfall_connection"],
  ])("tells it %s as %s", (header, value) => {
    expect(shared({ hosts: [program()] })).toContain(`proxy_set_header ${header} ${value};`);
  });

  it("limits bodies to 1 MiB", () => {
    expect(shop({ hosts: [program()] })).toContain("client_max_body_size 1048576;");
  });

  it("limits bodies as told", () => {
    const hosts = [program({ bodyLimit: Size.mebibytes(0.5) })];
    expect(shop({ hosts })).toContain("client_max_body_size 524288;");
  });

  it("waits 5 s for a connection, 60 s for a write or a read", () => {
    expect(shared({ hosts: [program()] })).toEqual(
      expect.arrayContaining([
        "proxy_connect_timeout 5s;",
        "proxy_send_timeout 60s;",
        "proxy_read_timeout 60s;",
      ]),
    );
  });

  it.each([
    ["connect", Duration.seconds(0.5), "proxy_connect_timeout 500ms;"],
    ["send", Duration.seconds(7), "proxy_send_timeout 7s;"],
    ["read", Duration.seconds(300), "proxy_read_timeout 300s;"],
  ])("waits as told to %s, and the other time-outs stay", (which, timeout, expected) => {
    const text = shop({ hosts: [program({ timeouts: { [which]: timeout } })] });
    expect(text.filter((line) => line.startsWith("proxy_") && line.includes("timeout"))).toEqual([expected]);
  });
});

describe("proxies in front", () => {
  const hosts = [program()];

  it("are not believed unless named", () => {
    expect(shared({ hosts }).join("\n")).not.toMatch(/real_ip|geo/);
  });

  it("are believed by address", () => {
    const text = shared({ hosts, trustedProxies: ["10.0.0.0/16", "2001:db8::1"] });
    expect(text).toEqual(
      expect.arrayContaining([
        "set_real_ip_from 10.0.0.0/16;",
        "set_real_ip_from 2001:db8::1;",
        "10.0.0.0/16 1;",
        "2001:db8::1 1;",
        "proxy_set_header X-Forwarded-For $landfall_forwarded_for;",
        "proxy_set_header X-Forwarded-Proto $landfall_forwarded_proto;",
      ]),
    );
  });
});

describe("a site's virtual host", () => {
  it("serves its folder, without listings, links or absolute redirects", () => {
    expect(docs({ hosts: [site({ root: "/srv/www" })] })).toEqual(
      expect.arrayContaining([
        "root /srv/www;",
        "index index.html;",
        "autoindex off;",
        "absolute_redirect off;",
        "disable_symlinks on from=/srv/www;",
        "try_files $uri $uri/ =404;",
      ]),
    );
  });

  it("denies dotfiles", () => {
    const text = docs({ hosts: [site()] });
    expect(text[text.indexOf(String.raw`location ~ "/\\.(?!well-known(?:/|$))" {`) + 1]).toBe("return 404;");
  });

  it("takes another index", () => {
    expect(docs({ hosts: [site({ index: "home.html" })] })).toContain("index home.html;");
  });

  it("lets browsers keep assets for an hour, pages never", () => {
    const text = docs({ hosts: [site()] });
    expect(text).toContain('add_header Cache-Control "public, max-age=3600";');
    expect(text).toContain("add_header Cache-Control no-cache;");
  });

  it.each([0, 60, 31_536_000])("lets browsers keep assets for %i s", (seconds) => {
    const hosts = [site({ assetsFreshFor: Duration.seconds(seconds) })];
    expect(docs({ hosts })).toContain(`add_header Cache-Control "public, max-age=${seconds}";`);
  });

  it("forbids browsers to guess types", () => {
    const text = docs({ hosts: [site()] });
    expect(text.filter((line) => line === "add_header X-Content-Type-Options nosniff;")).toHaveLength(2);
  });
});
