import { inOneLine } from "../../../lib/edge/terraform-cli";
import { needs } from "../../support/parts";
import type { Ended } from "../terraform/harness/processes";
import { EdgeBench } from "./stand-in/bench";

jest.setTimeout(300_000);

const SERVER = "docker_container.server";
const AGENT = "docker_container.agent";
const DATASTORE = "docker_volume.server_data";
const WAIT = "docker_container.app_rollout";
const ADMIN = "tls_locally_signed_cert.admin";
const WEB = "tls_locally_signed_cert.app_web";
const OBJECTS = [
  "kubernetes_config_map_v1.app",
  "kubernetes_deployment_v1.app",
  "kubernetes_ingress_v1.app",
  "kubernetes_namespace_v1.landfall",
  "kubernetes_secret_v1.app",
  "kubernetes_service_v1.app",
];

const NO_SPACE = "no space left on device";
const GO_ON = /do: mend what it names, then run the same command again/;

needs("go", "terraform", "openssl").describe("a deployed edge", () => {
  let bench: EdgeBench;
  let before: Record<string, string>;

  beforeAll(async () => {
    bench = await EdgeBench.start();
    must(await bench.cdktf("deploy edge --auto-approve"));
    before = bench.ids();
    bench.save();
  });

  beforeEach(() => {
    bench.restore();
  });

  afterAll(() => bench.end());

  describe("landfall edge heal", () => {
    const heal = "edge heal --auto-approve";

    it("makes a server that is gone again, and nothing else, where no plan could be made", async () => {
      bench.machine.lose(SERVER);
      expect(await bench.plan()).toMatchObject({ status: 1 });
      bench.restore();
      bench.machine.lose(SERVER);
      expect(must(await bench.landfall(heal)).stdout).toBe("the edge is whole again\n");
      expect(changed()).toEqual([SERVER]);
      expect(await isPlanEmpty()).toBe(true);
    });

    it("makes the agent and everything in the cluster anew when the datastore is lost too", async () => {
      bench.machine.lose(SERVER, DATASTORE);
      expect(must(await bench.landfall(heal)).stdout).toContain("the agents have joined anew");
      expect(changed()).toEqual([SERVER, AGENT, DATASTORE, WAIT, ...OBJECTS].sort());
      expect(await isPlanEmpty()).toBe(true);
    });

    it("changes nothing where nothing is missing", async () => {
      must(await bench.landfall(heal));
      expect(changed()).toEqual([]);
    });

    it("goes on after a server that could not be made", async () => {
      bench.machine.lose(SERVER);
      bench.machine.breakDown("make", SERVER, NO_SPACE);
      expectFailure(await bench.landfall(heal), `apply -target=${AGENT}`);
      expect(bench.machine.isApiThere).toBe(false);
      bench.machine.mend();
      must(await bench.landfall(heal));
      expect(changed()).toEqual([SERVER]);
      expect(await isPlanEmpty()).toBe(true);
    });

    it("goes on after an object that could not be made in a new datastore", async () => {
      bench.machine.lose(SERVER, DATASTORE);
      bench.machine.breakDown("make", "kubernetes_config_map_v1.app", NO_SPACE);
      expectFailure(await bench.landfall(heal), "apply");
      bench.machine.mend();
      must(await bench.landfall(heal));
      expect(bench.machine.hasAgentJoined).toBe(true);
      expect(await isPlanEmpty()).toBe(true);
    });

    it("asks where nobody can answer: nothing is changed, and it is said how to say yes", async () => {
      bench.machine.lose(SERVER);
      const { status, stderr } = await bench.landfall("edge heal");
      expect(status).toBe(1);
      expect(stderr).toMatch(/nobody can be asked[^]*--auto-approve/);
      expect(bench.machine.isApiThere).toBe(false);
    });
  });

  describe("landfall edge renew", () => {
    it("makes the certificates anew and what waits with one of them; the nodes and the cluster stay", async () => {
      expect(must(await bench.landfall("edge renew --auto-approve")).stdout).toBe(
        "the certificates are renewed\n",
      );
      expect(changed()).toEqual([WAIT, ADMIN, WEB]);
      expect(await isPlanEmpty()).toBe(true);
    });

    it("makes each node anew with --nodes, and keeps the cluster that they are", async () => {
      must(await bench.landfall("edge renew --nodes --auto-approve"));
      expect(changed()).toEqual([AGENT, WAIT, SERVER, ADMIN, WEB]);
      expect(await isPlanEmpty()).toBe(true);
    });

    it("goes on after a node that could not be made", async () => {
      bench.machine.breakDown("make", AGENT, NO_SPACE);
      expectFailure(await bench.landfall("edge renew --nodes --auto-approve"), `apply -replace=${AGENT}`);
      bench.machine.mend();
      must(await bench.landfall("edge renew --nodes --auto-approve"));
      expect(changed()).toEqual([AGENT, WAIT, SERVER, ADMIN, WEB]);
      expect(await isPlanEmpty()).toBe(true);
    });

    it("renews nothing while the server is gone, and names the command that mends it", async () => {
      bench.machine.lose(SERVER);
      const { status, stderr } = await bench.landfall("edge renew --auto-approve");
      expect(status).toBe(1);
      expect(stderr).toMatch(/the server of the edge is gone[^]*npx landfall edge heal/);
      expect(changed()).toEqual([]);
    });
  });

  describe("landfall edge destroy", () => {
    const destroy = "edge destroy --auto-approve";

    it("leaves nothing, neither in the state nor on the machine", async () => {
      expect(must(await bench.landfall(destroy)).stdout).toBe("the edge is gone\n");
      expectNothing();
    });

    it("leaves nothing when the server was gone before, which cdktf destroy fails at", async () => {
      bench.machine.lose(SERVER);
      expect(await bench.cdktf("destroy edge --auto-approve")).toMatchObject({ status: 1 });
      bench.restore();
      bench.machine.lose(SERVER);
      expect(must(await bench.landfall(destroy)).stdout).toBe(
        "the edge is gone; its server was gone before\n",
      );
      expectNothing(OBJECTS);
    });

    it("goes on after something that could not be taken away", async () => {
      bench.machine.breakDown("take", "docker_network.edge", "network has active endpoints");
      expectFailure(await bench.landfall(destroy), "destroy", "network has active endpoints");
      bench.machine.mend();
      must(await bench.landfall(destroy));
      expectNothing();
    });

    it("goes on where the server was gone and a volume could not be taken away", async () => {
      bench.machine.lose(SERVER);
      bench.machine.breakDown("take", DATASTORE, "volume is in use");
      expectFailure(await bench.landfall(destroy), "destroy", "volume is in use");
      bench.machine.mend();
      must(await bench.landfall(destroy));
      expectNothing(OBJECTS);
    });

    it("has nothing to do where nothing is deployed any more", async () => {
      must(await bench.landfall(destroy));
      const { status, stderr } = await bench.landfall(destroy);
      expect(status).toBe(1);
      expect(stderr).toMatch(/no edge is deployed in the environment dev[^]*npx cdktf deploy edge/);
    });
  });

  describe("landfall edge destroy in an environment that protects its authorities", () => {
    const destroy = "edge destroy --auto-approve";

    beforeAll(async () => {
      bench.restore();
      bench.project.edit((definition) => {
        definition.setIn(["environments", "dev", "debug"], false);
      });
      must(await bench.cdktf("deploy edge --auto-approve"));
      bench.save();
    });

    it("takes nothing away, and says which option means it", async () => {
      const deployed = bench.ids();
      const { status, stderr } = await bench.landfall(destroy);
      expect(status).toBe(1);
      expect(stderr).toMatch(/protects the cluster's authorities[^]*--also-protected/);
      expect(bench.ids()).toEqual(deployed);
    });

    it("leaves nothing with that option, also the second time after a failure", async () => {
      bench.machine.breakDown("take", "docker_network.edge", "network has active endpoints");
      const words = `${destroy} --also-protected`;
      expectFailure(await bench.landfall(words), "destroy", "network has active endpoints");
      bench.machine.mend();
      must(await bench.landfall(words));
      expectNothing();
    });
  });

  /** What was made, or made anew, or taken away since the deploy. */
  function changed(): string[] {
    const now = bench.ids();
    return Object.keys({ ...before, ...now })
      .filter((address) => before[address] !== now[address])
      .sort();
  }

  async function isPlanEmpty(): Promise<boolean> {
    const { status, stdout } = must(await bench.plan());
    return status === 0 && stdout.includes("No changes.");
  }

  /** @param left what lay in a cluster that went with its server */
  function expectNothing(left: readonly string[] = []): void {
    expect(bench.ids()).toEqual({});
    expect(bench.machine.things.filter((thing) => !left.includes(thing))).toEqual([]);
  }
});

/** What ended well. */
function must(ended: Ended): Ended {
  if (ended.status !== 0) throw new Error(`status ${ended.status}\n${ended.stdout}${ended.stderr}`);
  return ended;
}

/** A command of Terraform that failed: which, why, and how to go on. */
function expectFailure({ status, stdout, stderr }: Ended, command: string, words = NO_SPACE): void {
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  const output = stderr.slice(stderr.lastIndexOf("landfall: terraform"));
  const report = inOneLine({ status, stdout, output });
  expect(report).toMatch(new RegExp(`^landfall: terraform ${command}.* failed \\(status 1\\)`));
  expect(report).toContain(words);
  expect(report).toMatch(GO_ON);
}
