import { needs } from "../../support/parts";
import type { Host } from "./host";
import { until } from "./processes";
import { GREETING, Scene } from "./scene";

jest.setTimeout(120_000);

/** The first host waits for the base system, which is made once for all. */
const BOOT_MILLISECONDS = 600_000;

needs("go", "moto", "openssl", "nspawn").describe("hosts made from their user data", () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = new Scene();
    await scene.prepare();
  }, BOOT_MILLISECONDS);

  afterAll(async () => {
    await scene.end();
  });

  describe("with a program and a site", () => {
    let host: Host;
    const pid = (unit: string): Promise<string> =>
      host.output("systemctl", "show", "--value", "-p", "MainPID", unit);
    const status = async (name: string, target: string): Promise<number> =>
      (await host.get(name, target)).status;

    beforeAll(async () => {
      const shop = scene.program("shop", 8080, { environment: { GREETING } });
      host = await scene.boot([shop, scene.site("docs")], 2);
    }, BOOT_MILLISECONDS);

    it("cloud-init takes the user data and ends well", async () => {
      expect((await host.cloudInit()).stdout).toContain("status: done");
      expect(await host.output("cloud-init", "schema", "--system")).toMatch(/^Valid/);
      expect(await host.output("systemctl", "--failed", "--quiet", "--plain", "--no-legend")).toBe("");
    });

    it("the program answers its host name through Nginx, with its settings as they were written", async () => {
      const answer = await host.get("shop.test", "/", { "x-request-id": "from-the-client" });
      expect(answer.status).toBe(200);
      expect(answer.body).toBe(`${GREETING} from shop.test\n`);
      expect(answer.headers["x-request-id"]).toBe("from-the-client");
      expect(answer.headers["server"]).toBe("nginx");
    });

    it("the site answers its host name", async () => {
      expect((await host.get("docs.test", "/")).body).toBe("<h1>docs</h1>");
      expect((await host.get("docs.test", "/guide/")).body).toBe("<h1>guide</h1>");
      expect((await host.get("docs.test", "/style.css")).headers["cache-control"]).toBe(
        "public, max-age=3600",
      );
    });

    it("the site keeps dotfiles, links out of it and listings to itself", async () => {
      expect(await status("docs.test", "/.env")).toBe(404);
      expect(await status("docs.test", "/users.txt")).toBe(404);
      expect(await status("docs.test", "/empty/")).toBe(403);
    });

    it("an unknown host name gets no answer, the distribution's page least of all", async () => {
      expect(await host.get("unknown.test", "/")).toMatchObject({ status: 0, body: "ECONNRESET" });
      expect(await host.get(host.address, "/")).toMatchObject({ status: 0, body: "ECONNRESET" });
    });

    it("the health path answers 200 by IP address and shows the program's readiness", async () => {
      expect(await host.get(undefined, "/.landfall/health")).toMatchObject({ status: 200, body: "ready\n" });
    });

    it("S3 was asked until it answered, with every header signed that counts", () => {
      expect(scene.store.seen.map((each) => each.status)).toEqual([503, 503, 200, 200]);
      for (const { authorization } of scene.store.seen)
        expect(authorization).toContain(
          "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,",
        );
    });

    it("neither S3 nor the metadata service answers without credentials", async () => {
      const ask = (url: string): Promise<string> =>
        host.output("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url);
      expect(await ask(`https://${scene.store.host}/programs/app`)).toBe("403");
      expect(await ask("http://169.254.169.254/latest/meta-data/iam/security-credentials/")).toBe("401");
    });

    it("the program runs as its own user without any privilege", async () => {
      const main = await pid("landfall-shop");
      expect(await host.output("stat", "-c", "%U %G", `/proc/${main}`)).toBe("lf-shop lf-shop");
      const proc = await host.output("cat", `/proc/${main}/status`);
      expect(proc).toMatch(/^CapBnd:\s0+$/m);
      expect(proc).toMatch(/^NoNewPrivs:\s1$/m);
      expect(proc).toMatch(/^Seccomp:\s2$/m);
    });

    it("the program's memory is limited, and Go knows", async () => {
      expect(await host.output("systemctl", "show", "--value", "-p", "MemoryMax", "landfall-shop")).toBe(
        "536870912",
      );
      const environment = await host.output("cat", `/proc/${await pid("landfall-shop")}/environ`);
      expect(environment.split("\0")).toContain("GOMEMLIMIT=483183820B");
    });

    it("systemd has nothing to say of the unit and finds it little exposed", async () => {
      const verified = await host.run(
        "systemd-analyze",
        "verify",
        "/etc/systemd/system/landfall-shop.service",
      );
      expect(verified).toEqual({ status: 0, stdout: "", stderr: "" });
      const exposure = await host.run(
        "systemd-analyze",
        "security",
        "--threshold=15",
        "landfall-shop.service",
      );
      expect(exposure.status).toBe(0);
    });

    it("apps cannot read each other's files, and Nginx reads the site's alone", async () => {
      const read = async (user: string, file: string): Promise<number> => {
        const ended = await host.run("runuser", "-u", user, "--", "head", "-c1", file);
        return ended.status;
      };
      expect(await read("lf-shop", "/opt/landfall/shop/current/shop")).toBe(0);
      expect(await read("lf-shop", "/opt/landfall/docs/current/index.html")).not.toBe(0);
      expect(await read("lf-docs", "/opt/landfall/shop/current/shop")).not.toBe(0);
      expect(await read("www-data", "/opt/landfall/docs/current/index.html")).toBe(0);
      expect(await read("www-data", "/opt/landfall/shop/current/shop")).not.toBe(0);
      expect(await read("lf-docs", "/var/log/landfall/shop/access.log")).not.toBe(0);
    });

    it("each app has logs of its own, one JSON object a line, also after a rotation", async () => {
      const lines = async (app: string): Promise<{ host: string; uri: string; status: string }[]> => {
        const text = await host.output("cat", `/var/log/landfall/${app}/access.log`);
        return text
          .split("\n")
          .map((line) => JSON.parse(line) as { host: string; uri: string; status: string });
      };
      expect(new Set((await lines("shop")).map((line) => line.host))).toEqual(new Set(["shop.test"]));
      expect(new Set((await lines("docs")).map((line) => line.host))).toEqual(new Set(["docs.test"]));
      await host.output("logrotate", "--force", "/etc/logrotate.d/landfall");
      const requested = async (): Promise<string> => {
        await host.get("shop.test", "/?after=rotation");
        return host.output("cat", "/var/log/landfall/shop/access.log");
      };
      await until(requested, (log) => log.includes("after=rotation"), 30);
      const rights = await host.output("stat", "-c", "%U %G %a", "/var/log/landfall/shop/access.log");
      expect(rights).toBe("www-data lf-shop 640");
    });

    it("a second set-up changes nothing", async () => {
      const folders = ["/etc", "/opt/landfall", "/usr/local", "/var/lib/landfall", "/var/log/landfall"];
      const state = async (): Promise<unknown> => ({
        files: await host.output(
          "find",
          ...folders,
          "!",
          "-type",
          "d",
          "-printf",
          "%p %i %T@ %C@ %u %g %m\n",
        ),
        pids: [await pid("landfall-shop"), await pid("nginx")],
        requests: scene.store.seen.length,
      });
      const before = await state();
      expect((await host.run("/usr/local/lib/landfall/setup")).status).toBe(0);
      expect(await state()).toEqual(before);
    });

    it("a program that is killed is started again", async () => {
      const before = await pid("landfall-shop");
      await host.output("kill", "-9", before);
      await until(
        () => status("shop.test", "/"),
        (found) => found === 200,
        60,
      );
      expect(await pid("landfall-shop")).not.toBe(before);
      expect(await host.output("systemctl", "show", "--value", "-p", "NRestarts", "landfall-shop")).toBe("1");
    });

    it("Nginx that is killed is started again", async () => {
      await host.output("kill", "-9", await pid("nginx"));
      await until(
        () => status("docs.test", "/"),
        (found) => found === 200,
        60,
      );
    });

    it("everything is back after a reboot, without S3", async () => {
      const requests = scene.store.seen.length;
      await host.reboot();
      await until(
        () => status("shop.test", "/"),
        (found) => found === 200,
        60,
      );
      expect(await status("docs.test", "/")).toBe(200);
      expect(await status("unknown.test", "/")).toBe(0);
      expect(scene.store.seen.length).toBe(requests);
    });
  });

  describe("with a release that is not what it claims to be", () => {
    let host: Host;
    const apps = () => [
      scene.program("shop", 8080),
      scene.program("blog", 8081),
      scene.program("mail", 8082, { ...scene.release("programs/app"), objectKey: "programs/forged" }),
      scene.site("docs"),
    ];
    const outcome = async (): Promise<string> => {
      const answer = await host.get("shop.test", "/");
      return answer.body;
    };

    beforeAll(async () => {
      host = await scene.boot(apps());
    }, BOOT_MILLISECONDS);

    it("is large enough to travel compressed", () => {
      expect(scene.userData(apps())).toContain("encoding: gz+b64");
    });

    it("cloud-init fails, and its output and the journal say why", async () => {
      const { sha256 } = scene.release("programs/app");
      const reason = `REFUSED programs/forged: sha256 is ${scene.release("programs/forged").sha256}, not ${sha256}`;
      expect((await host.cloudInit()).stdout).toContain("status: error");
      expect(await host.output("cat", "/var/log/cloud-init-output.log")).toContain(reason);
      const journal = await host.output("journalctl", "--no-pager", "-t", "landfall");
      expect(journal).toContain(reason);
      expect(journal).toContain("set-up FAILED: /usr/local/lib/landfall/fetch program mail");
    });

    it("the refused release is nowhere", async () => {
      expect(await host.output("find", "/opt/landfall/mail", "-mindepth", "1")).toBe(
        "/opt/landfall/mail/releases",
      );
    });

    it("Nginx does not serve, not after a reboot either", async () => {
      expect((await host.run("systemctl", "is-active", "nginx")).stdout).toBe("inactive\n");
      expect(await outcome()).toBe("ECONNREFUSED");
      await host.reboot();
      expect((await host.run("systemctl", "is-active", "nginx")).stdout).toBe("inactive\n");
      expect(await outcome()).toBe("ECONNREFUSED");
    });

    it("the same set-up succeeds once the release is right", async () => {
      await scene.put("programs/forged", scene.object("programs/app"));
      await host.output("/usr/local/lib/landfall/setup");
      for (const name of ["shop", "blog", "mail"])
        expect((await host.get(`${name}.test`, "/")).status).toBe(200);
      expect((await host.get("docs.test", "/")).status).toBe(200);
    });
  });

  describe("with a program that does not start", () => {
    let host: Host;

    beforeAll(async () => {
      host = await scene.boot([scene.program("shop", 8080, { environment: { LOG_LEVEL: "loud" } })]);
    }, BOOT_MILLISECONDS);

    it("cloud-init fails and shows what the program said", async () => {
      expect((await host.cloudInit()).stdout).toContain("status: error");
      const output = await host.output("cat", "/var/log/cloud-init-output.log");
      expect(output).toContain("start shop: does not answer after 10 s");
      expect(output).toContain('LOG_LEVEL is "loud"');
    });

    it("Nginx does not serve", async () => {
      expect((await host.run("systemctl", "is-active", "nginx")).stdout).toBe("inactive\n");
      expect((await host.get("shop.test", "/")).body).toBe("ECONNREFUSED");
    });
  });
});
