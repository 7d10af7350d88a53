import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { hostSpec, renderCloudConfig, USER_DATA_LIMIT_BYTES, type HostSpec } from "../../lib/host";
import { program, props, site } from "./apps";

interface CloudConfig {
  readonly package_update: boolean;
  readonly packages: string[];
  readonly write_files: { path: string; permissions: string; content: string; encoding?: string }[];
  readonly runcmd: string[][];
}
const read = (text: string): CloudConfig => parse(text) as CloudConfig;
const programs = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    program({ name: `shop${n}`, hosts: [`shop${n}.test`], port: 8080 + n }),
  );

/** A spec whose one file makes its cloud-config as long as asked, with text that no compressor makes smaller. */
function ofBytes(bytes: number, spec: HostSpec): string {
  const withContent = (content: string): HostSpec => ({
    ...spec,
    files: [{ path: "/etc/filler", mode: "0644", content }],
  });
  const filler = (length: number): string => "x".repeat(length);
  const least = Buffer.byteLength(renderCloudConfig(withContent(filler(10))));
  return renderCloudConfig(withContent(filler(10 + bytes - least)));
}

describe("the cloud-config of a host", () => {
  const text = renderCloudConfig(hostSpec(props()));

  it("starts as cloud-init wants it", () => {
    expect(text).toMatch(/^#cloud-config\n/);
  });

  it("installs the packages and runs the set-up", () => {
    const config = read(text);
    expect(config.package_update).toBe(true);
    expect(config.packages).toEqual(hostSpec(props()).packages);
    expect(config.runcmd).toEqual([["/usr/local/lib/landfall/setup"]]);
  });

  it("carries every file as it is, with its rights", () => {
    const files = read(text).write_files;
    for (const { path, mode, content } of hostSpec(props()).files)
      expect(files).toContainEqual({ path, permissions: mode, content });
  });

  it("declares users and paths to systemd", () => {
    const files = read(text).write_files;
    const of = (path: string): string => files.find((each) => each.path === path)?.content ?? "";
    expect(of("/etc/sysusers.d/landfall.conf")).toBe(
      'u lf-shop - "landfall app shop" /opt/landfall/shop\nu lf-docs - "landfall app docs" /opt/landfall/docs\nm www-data lf-docs\n',
    );
    expect(of("/etc/tmpfiles.d/landfall.conf")).toContain("d /opt/landfall/shop 0750 root lf-shop\n");
    expect(of("/etc/tmpfiles.d/landfall.conf")).toContain(
      "f /var/log/landfall/shop/error.log 0640 www-data lf-shop\n",
    );
  });

  it("is the same bytes for the same host", () => {
    expect(renderCloudConfig(hostSpec(props()))).toBe(text);
    const compressed = { apps: programs(4) };
    expect(renderCloudConfig(hostSpec(props(compressed)))).toBe(
      renderCloudConfig(hostSpec(props(compressed))),
    );
  });

  it("holds every setting as it was written, whatever it means to YAML", () => {
    const greeting = 'it\'s: "x" # - ? | > % @ ` {a} [b] \\ \ufeff äöü 漢字';
    const config = read(
      renderCloudConfig(hostSpec(props({ apps: [program({ environment: { GREETING: greeting } })] }))),
    );
    const unit =
      config.write_files.find((each) => each.path.endsWith("landfall-shop.service"))?.content ?? "";
    expect(unit).toContain(greeting.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%"));
  });
});

describe("the set-up", () => {
  const setUp = read(renderCloudConfig(hostSpec(props()))).write_files.at(-1)?.content ?? "";
  const at = (part: string): number => setUp.indexOf(part);

  it("stops at the first command that fails, and says which", () => {
    expect(setUp).toContain("set -Eeuo pipefail\n");
    expect(setUp).toContain("set-up FAILED: $BASH_COMMAND\" || true; exit 1' ERR");
  });

  it("stops an Nginx that runs before the host is ready", () => {
    expect(setUp).toContain("[ -e /var/lib/landfall/ready ] || systemctl stop nginx\n");
  });

  it("goes by users, directories, what must be absent, commands", () => {
    const order = [
      "dpkg",
      "systemd-sysusers",
      "systemd-tmpfiles",
      "rm -f",
      "/fetch",
      "/start",
      "/serve",
      "complete",
    ];
    const places = order.map(at);
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});

describe("the cap of 16,384 bytes", () => {
  const empty = hostSpec(props({ apps: [] }));

  it("is kept with a program and a site, uncompressed", () => {
    const text = renderCloudConfig(hostSpec(props()));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(USER_DATA_LIMIT_BYTES);
    expect(text).not.toContain("gz+b64");
  });

  it("lets a text of exactly that size stand as it is", () => {
    const text = ofBytes(USER_DATA_LIMIT_BYTES, empty);
    expect(Buffer.byteLength(text)).toBe(USER_DATA_LIMIT_BYTES);
    expect(text).not.toContain("gz+b64");
  });

  it("has a larger one compressed, without loss", () => {
    const text = ofBytes(USER_DATA_LIMIT_BYTES + 1, empty);
    expect(Buffer.byteLength(text)).toBeLessThan(USER_DATA_LIMIT_BYTES);
    expect(text).toContain("encoding: gz+b64");
    const spec = hostSpec(props({ apps: [...programs(5), site()] }));
    const unpacked = read(renderCloudConfig(spec)).write_files.map(({ path, permissions, content }) => ({
      path,
      mode: permissions,
      content: gunzipSync(Buffer.from(content, "base64")).toString(),
    }));
    for (const each of spec.files) expect(unpacked).toContainEqual(each);
  });

  it("carries five programs and a site", () => {
    const text = renderCloudConfig(hostSpec(props({ apps: [...programs(5), site()] })));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(USER_DATA_LIMIT_BYTES);
  });

  it("refuses what is too large, and says how large and why", () => {
    const noise = Array.from({ length: 12_000 }, (_, n) =>
      String.fromCharCode(33 + (((n * n * 7919) % 8999) % 94)),
    ).join("");
    const apps = [program({ environment: { NOISE: noise } })];
    expect(() => renderCloudConfig(hostSpec(props({ apps })))).toThrow(
      /user data: is \d{5} bytes, compressed; its largest part is \/etc\/systemd\/system\/landfall-shop\.service with \d+ bytes/,
    );
  });
});
