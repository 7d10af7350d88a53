import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";
import { Sandbox, type Ended } from "./sandbox";

const IDENTITY = { AccessKeyId: "ASIAKEY", SecretAccessKey: "sec/ret+key", Token: "tok/en+ab==" };
const digest = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** Plays the metadata service and S3: FILE answers as the object, and the first FAILURES requests for it fail. */
const CURL = (folder: string): string => `
input=$(cat); printf '%s\\n' "$input" >>${folder}/inputs
url=\${!#}; out=/dev/stdout
while [ $# -gt 1 ]; do [ "$1" != --output ] || out=$2; shift; done
case $url in
  */api/token) printf imds-token ;;
  */security-credentials/) printf the-role ;;
  */security-credentials/the-role) cat ${folder}/identity ;;
  https://*)
    left=$(cat ${folder}/failures)
    if [ "$left" -gt 0 ]; then
      echo $((left - 1)) >${folder}/failures
      printf '<Error><Code>AccessDenied</Code><Token>tok/en</Token></Error>' >"$out"; exit 22
    fi
    cat ${folder}/object >"$out" ;;
  *) exit 7 ;;
esac`;

describe("the script fetch", () => {
  let sandbox: Sandbox;
  const apps = (...names: string[]): string => path.join(sandbox.folder, "opt", ...names);
  const offer = (object: string | Buffer, failures = 0): void => {
    sandbox.write("object", object);
    sandbox.write("failures", String(failures));
  };
  const fetch = (sha256: string, kind = "program", app = "shop"): Ended =>
    sandbox.run("fetch", kind, app, sha256, `programs/${app}`);

  beforeEach(() => {
    sandbox = new Sandbox();
    sandbox.standIn("curl", CURL(sandbox.folder));
    sandbox.write("identity", JSON.stringify({ Code: "Success", ...IDENTITY }, null, 2));
    for (const app of ["shop", "docs"]) mkdirSync(apps(app, "releases"), { recursive: true });
  });

  afterEach(() => {
    sandbox.remove();
  });

  it("makes the object the current release", () => {
    offer("the program");
    expect(fetch(digest("the program")).status).toBe(0);
    expect(readlinkSync(apps("shop/current"))).toBe(`releases/${digest("the program")}`);
    expect(sandbox.read("opt/shop/current/shop")).toBe("the program");
    expect(statSync(apps("shop/current/shop")).mode & 0o7777).toBe(0o755);
    expect(statSync(apps("shop/current/")).mode & 0o7777).toBe(0o755);
  });

  it("asks the metadata service by session, then S3 by name", () => {
    offer("x");
    fetch(digest("x"));
    const urls = sandbox.calls().map((call) => call.split(" ").at(-1));
    expect(urls).toEqual([
      "http://169.254.169.254/latest/api/token",
      "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
      "http://169.254.169.254/latest/meta-data/iam/security-credentials/the-role",
      "https://acme-releases.s3.us-east-1.amazonaws.com/programs/shop",
    ]);
  });

  it("signs for S3 in the region, with the digest of the empty payload", () => {
    offer("x");
    fetch(digest("x"));
    const call = sandbox.calls().at(-1);
    expect(call).toContain("--aws-sigv4 aws:amz:us-east-1:s3");
    expect(call).toContain(`x-amz-content-sha256: ${digest("")}`);
    expect(call).toContain("--proto =https");
  });

  it("gives keys and tokens to curl's standard input, never to a command line", () => {
    offer("x");
    fetch(digest("x"));
    const calls = sandbox.calls().join("\n");
    for (const secret of ["imds-token", ...Object.values(IDENTITY)]) expect(calls).not.toContain(secret);
    expect(sandbox.read("inputs")).toContain('header = "X-aws-ec2-metadata-token: imds-token"');
    expect(sandbox.read("inputs")).toContain(
      'user = "ASIAKEY:sec/ret+key"\nheader = "x-amz-security-token: tok/en+ab=="',
    );
  });

  it("reads credentials on one line too", () => {
    offer("x");
    sandbox.write("identity", JSON.stringify(IDENTITY));
    expect(fetch(digest("x")).status).toBe(0);
    expect(sandbox.read("inputs")).toContain('user = "ASIAKEY:sec/ret+key"');
  });

  it("does nothing when the release is there and current", () => {
    offer("x");
    fetch(digest("x"));
    sandbox.calls();
    expect(fetch(digest("x"))).toEqual({ status: 0, output: "" });
    expect(sandbox.calls()).toEqual([]);
  });

  it("switches to another release and keeps the one before", () => {
    for (const content of ["one", "two"]) {
      offer(content);
      fetch(digest(content));
    }
    expect(sandbox.read("opt/shop/current/shop")).toBe("two");
    expect(readdirSync(apps("shop/releases")).sort()).toEqual([digest("one"), digest("two")].sort());
  });

  it("switches back without asking S3", () => {
    for (const content of ["one", "two"]) {
      offer(content);
      fetch(digest(content));
    }
    sandbox.calls();
    expect(fetch(digest("one")).status).toBe(0);
    expect(sandbox.read("opt/shop/current/shop")).toBe("one");
    expect(sandbox.calls()).toEqual([]);
  });

  it("refuses another digest at once, says both, and leaves nothing behind", () => {
    offer("forged");
    const ended = fetch(digest("true"));
    expect(ended.status).toBe(1);
    expect(ended.output).toContain(
      `REFUSED programs/shop: sha256 is ${digest("forged")}, not ${digest("true")}`,
    );
    expect(readdirSync(apps("shop"))).toEqual(["releases"]);
    expect(readdirSync(apps("shop/releases"))).toEqual([]);
    expect(sandbox.calls().filter((call) => call.includes("https://"))).toHaveLength(1);
  });

  it("leaves the current release alone when the next one is refused", () => {
    offer("one");
    fetch(digest("one"));
    offer("forged");
    fetch(digest("two"));
    expect(sandbox.read("opt/shop/current/shop")).toBe("one");
  });

  it("tries again after longer and longer pauses", () => {
    offer("x", 3);
    expect(fetch(digest("x")).status).toBe(0);
    expect(sandbox.calls().filter((call) => call.startsWith("sleep"))).toEqual([
      "sleep 1",
      "sleep 2",
      "sleep 4",
    ]);
  });

  it("asks for fresh credentials each time", () => {
    offer("x", 1);
    fetch(digest("x"));
    expect(sandbox.calls().filter((call) => call.includes("/api/token"))).toHaveLength(2);
  });

  it("gives up after six tries and 31 s, and tells S3's code but not its answer", () => {
    offer("x", 99);
    const ended = fetch(digest("x"));
    expect(ended.status).toBe(1);
    expect(ended.output).toContain("S3 said: AccessDenied");
    expect(ended.output).toContain(
      "cannot get https://acme-releases.s3.us-east-1.amazonaws.com/programs/shop\n",
    );
    expect(ended.output).not.toContain("tok/en");
    expect(sandbox.calls().filter((call) => call.startsWith("sleep"))).toEqual(
      [1, 2, 4, 8, 16].map((s) => `sleep ${s}`),
    );
    expect(readdirSync(apps("shop/releases"))).toEqual([]);
  });

  it.each([
    ["no Token", { AccessKeyId: "A", SecretAccessKey: "B" }],
    ["no SecretAccessKey", { ...IDENTITY, SecretAccessKey: 'x"\nurl = "http://elsewhere' }],
    ["no AccessKeyId", { ...IDENTITY, AccessKeyId: "" }],
  ])("sends nothing to S3 when the credentials have %s", (reason, identity) => {
    offer("x");
    sandbox.write("identity", JSON.stringify(identity));
    const ended = fetch(digest("x"));
    expect(ended.status).toBe(1);
    expect(ended.output).toContain(`the instance's credentials have ${reason}`);
    expect(sandbox.calls().join()).not.toContain("https://");
  });

  it("says so when the metadata service does not answer", () => {
    offer("x");
    sandbox.standIn("curl", "exit 7");
    const ended = fetch(digest("x"));
    expect(ended.status).toBe(1);
    expect(ended.output).toContain("cannot get");
  });

  describe("with a site", () => {
    const pack = (): Buffer => {
      sandbox.write("site/index.html", "home");
      sandbox.write("site/a/b.css", "css");
      execFileSync("chmod", ["-R", "0777", path.join(sandbox.folder, "site")]);
      return execFileSync("tar", ["-cz", "-C", path.join(sandbox.folder, "site"), "."]);
    };

    it("unpacks it, readable by others and writable by none of them", () => {
      const archive = pack();
      offer(archive);
      expect(fetch(digest(archive), "site", "docs").status).toBe(0);
      expect(sandbox.read("opt/docs/current/a/b.css")).toBe("css");
      expect(statSync(apps("docs/current/a/b.css")).mode & 0o777).toBe(0o755);
      expect(statSync(apps("docs/current/a")).mode & 0o777).toBe(0o755);
    });

    it("refuses what is no archive, and leaves nothing behind", () => {
      offer("no archive");
      expect(fetch(digest("no archive"), "site", "docs").status).not.toBe(0);
      expect(readdirSync(apps("docs"))).toEqual(["releases"]);
      expect(readdirSync(apps("docs/releases"))).toEqual([]);
    });
  });
});
