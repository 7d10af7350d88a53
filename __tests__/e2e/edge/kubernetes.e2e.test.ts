import { needs } from "../../support/parts";
import { until } from "../host/processes";
import type { Manifest } from "./manifests";
import { isReady, processOf } from "./pods";
import { askWhile, get, type Answer } from "./requests";
import { rolloutFault } from "./rollout-check";
import { EdgeScene, deploymentOf, type Landing } from "./scene";

/** The first start of all builds Kubernetes: about eight minutes of two cores. */
const LONGEST_PREPARATION_MILLISECONDS = 40 * 60_000;
const LONGEST_ROLLOUT_MILLISECONDS = 180_000;

/** Requests that make a rollout without a failed one worth something. */
const LEAST_REQUESTS = 100;

/** The program stops at once: that requests still find it is up to the pause before the stop alone. */
const WITHOUT_DRAINING = { DRAIN_DELAY: "0s" };

const parts = needs("go", "terraform", "containerd", "kubernetes");

parts.describe("the edge stack's objects on a real one-node Kubernetes", () => {
  const scene = new EdgeScene();
  /** What is landed now. */
  let landing: Landing;

  const failed = (answers: readonly Answer[]): readonly Answer[] =>
    answers.filter(({ status }) => status !== 200);
  const digestIn = ({ body }: Answer): string =>
    (JSON.parse(body) as { executable_sha256: string }).executable_sha256;
  const digestsIn = (answers: readonly Answer[]): ReadonlySet<string> => new Set(answers.map(digestIn));

  beforeAll(async () => {
    await scene.prepare();
    landing = await scene.landing({ version: scene.versions.first });
  }, LONGEST_PREPARATION_MILLISECONDS);

  afterAll(async () => {
    await scene.end();
  }, 60_000);

  it("the cluster takes them with no word against them", async () => {
    await scene.apply(landing);
    expect(landing.manifests.map(({ kind }) => kind).sort()).toEqual([
      "ConfigMap",
      "Deployment",
      "Ingress",
      "Namespace",
      "Secret",
      "Service",
    ]);
  });

  it(
    "the pods become ready from the archive alone, and the stack's check holds",
    async () => {
      await scene.land(landing);
      const pods = await scene.pods(landing);
      expect(pods).toHaveLength(deploymentOf(landing).spec.replicas);
      for (const pod of pods) {
        expect(isReady(pod)).toBe(true);
        expect(pod.spec.containers[0]!.image).toBe(scene.versions.first.image.reference);
        expect(pod.status.containerStatuses![0]!.restartCount).toBe(0);
      }
      expect(await rolloutFault(landing.stack, scene.cluster)).toBeUndefined();
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it("the same objects again change nothing", async () => {
    const same = await scene.kubectlWith(landing.manifests, "diff");
    expect(same).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("pods that pod security would refuse are noticed", async () => {
    const text = JSON.stringify(landing.manifests).replaceAll('"runAsNonRoot":true', '"runAsNonRoot":false');
    const careless = JSON.parse(text) as Manifest[];
    const { status, stderr } = await scene.kubectlWith(careless, "apply", "--dry-run=server");
    expect(status).not.toBe(0);
    expect(stderr).toContain('would violate PodSecurity "restricted');
  });

  it("the programs run as nobody, with no capabilities, on a file system that they cannot write", async () => {
    for (const pod of await scene.pods(landing)) {
      expect(await processOf(scene.cluster, pod)).toMatchObject({
        users: [65532, 65532, 65532, 65532],
        groups: [65532, 65532, 65532, 65532],
        effective: 0n,
        bounding: 0n,
        hasNoNewPrivileges: true,
        hasSeccompFilter: true,
        isRootReadOnly: true,
      });
    }
  });

  it("the programs have the definition's settings, and nothing of the namespace's Services", async () => {
    for (const pod of await scene.pods(landing)) {
      const { environment } = await processOf(scene.cluster, pod);
      expect(environment).toMatchObject({ GREETING: "hello", HOST: "0.0.0.0", PORT: "8080" });
      expect(Object.keys(environment).filter((name) => name.startsWith("APP_"))).toEqual([]);
    }
  });

  it("the program answers on the node's port, and is the one that was built", async () => {
    const address = scene.cluster.address;
    expect(await get(scene.url(landing, "/"))).toEqual({ status: 200, body: `hello from ${address}\n` });
    expect(await get(scene.url(landing, "/readyz"))).toEqual({ status: 200, body: "ready\n" });
    const version = await get(scene.url(landing, "/version"));
    expect(version.status).toBe(200);
    expect(digestIn(version)).toBe(scene.versions.first.sha256);
  });

  it(
    "a changed setting rolls the pods",
    async () => {
      const before = (await scene.pods(landing)).map(({ metadata }) => metadata.name);
      const settings = { GREETING: "good morning", ...WITHOUT_DRAINING };
      landing = await scene.landing({ version: scene.versions.first, settings });
      await scene.land(landing);
      const after = (await scene.pods(landing)).map(({ metadata }) => metadata.name);
      expect(after.filter((name) => before.includes(name))).toEqual([]);
      const { body } = await get(scene.url(landing, "/"));
      expect(body).toBe(`good morning from ${scene.cluster.address}\n`);
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it(
    "a second version takes over without a failed request",
    async () => {
      const { first, second } = scene.versions;
      expect(second.sha256).not.toBe(first.sha256);
      landing = await scene.landing({ version: second, settings: WITHOUT_DRAINING });
      const answers = await askWhile(scene.url(landing, "/version"), () => scene.land(landing));
      expect(answers.length).toBeGreaterThan(LEAST_REQUESTS);
      expect(failed(answers)).toEqual([]);
      expect(digestsIn(answers)).toEqual(new Set([first.sha256, second.sha256]));
      expect(digestIn(answers.at(-1)!)).toBe(second.sha256);
      expect(await rolloutFault(landing.stack, scene.cluster)).toBeUndefined();
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it(
    "an image that is nowhere fails the stack's check, while the old version serves",
    async () => {
      const { second } = scene.versions;
      const reference = "landfall.invalid/app:000000000000";
      const bad = await scene.landing({ version: { ...second, image: { ...second.image, reference } } });
      const answers = await askWhile(scene.url(landing, "/version"), async () => {
        await scene.apply(bad);
        expect(await rolloutFault(bad.stack, scene.cluster)).toContain("app is not rolled out");
        const waited = await scene.wait(bad);
        expect(waited.status).not.toBe(0);
        expect(waited.stderr).toContain("exceeded its progress deadline");
      });
      expect(failed(answers)).toEqual([]);
      expect(digestsIn(answers)).toEqual(new Set([second.sha256]));
      const fault = await rolloutFault(bad.stack, scene.cluster);
      expect(fault).toContain("Progressing is False");
      expect(fault).toMatch(/ImagePullBackOff|ErrImagePull/);
      expect(fault).toContain(reference);
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it(
    "a program that refuses its settings fails the stack's check with its own words",
    async () => {
      const settings = { LOG_LEVEL: "loud" };
      const bad = await scene.landing({ version: scene.versions.second, settings });
      await scene.apply(bad);
      await until(
        () => rolloutFault(bad.stack, scene.cluster),
        (fault) => fault?.includes('LOG_LEVEL is "loud"') === true,
        30,
      );
      expect((await get(scene.url(landing, "/"))).status).toBe(200);
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it(
    "the right version after it mends everything",
    async () => {
      await scene.land(landing);
      expect(await rolloutFault(landing.stack, scene.cluster)).toBeUndefined();
      const version = await get(scene.url(landing, "/version"));
      expect(digestIn(version)).toBe(scene.versions.second.sha256);
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );
});
