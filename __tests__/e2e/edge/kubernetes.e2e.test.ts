import { needsCluster } from "../../support/kubernetes/needs";
import { until } from "../host/processes";
import { isReady, processOf } from "./pods";
import { RequestLoop, get, type Answer } from "./requests";
import { rolloutFault } from "./rollout-check";
import { EdgeScene, deploymentOf, type Landing } from "./scene";

/** The first start of all builds Kubernetes: about eight minutes of two cores. */
const LONGEST_PREPARATION_MILLISECONDS = 40 * 60_000;
const LONGEST_ROLLOUT_MILLISECONDS = 180_000;

/** Times that a program is asked at once, and the pause of each before it asks again. */
const ASKED_AT_ONCE = 3;
const PAUSE_MILLISECONDS = 10;
const LEAST_REQUESTS = 100;

needsCluster().describe("the edge stack's objects on a real one-node Kubernetes", () => {
  const scene = new EdgeScene();
  /** What is landed now. */
  let landing: Landing;

  const notAnswered = (answers: readonly Answer[]): readonly Answer[] =>
    answers.filter(({ status }) => status !== 200);
  const digestIn = ({ body }: Answer): string =>
    (JSON.parse(body) as { executable_sha256: string }).executable_sha256;

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

  it("the stack's check fails until the pods are there", async () => {
    const replicas = { ...deploymentOf(landing), spec: { ...deploymentOf(landing).spec, paused: true } };
    expect(replicas.spec.paused).toBe(true);
    await Promise.resolve();
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
    expect(await scene.kubectlWith(landing.manifests, "diff")).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("a pod that pod security would refuse is noticed", async () => {
    const careless = JSON.parse(
      JSON.stringify(landing.manifests).replaceAll('"runAsNonRoot":true', '"runAsNonRoot":false'),
    );
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

  it("the programs have the settings of the definition, and none of Kubernetes' own for Services", async () => {
    for (const pod of await scene.pods(landing)) {
      const { environment } = await processOf(scene.cluster, pod);
      expect(environment).toMatchObject({ GREETING: "hello", HOST: "0.0.0.0", PORT: "8080" });
      expect(Object.keys(environment).filter((name) => name.startsWith("APP_"))).toEqual([]);
    }
  });

  it("the program answers on the node's port, and is the one that was built", async () => {
    expect(await get(scene.url(landing, "/"))).toEqual({
      status: 200,
      body: `hello from ${scene.cluster.address}\n`,
    });
    expect(await get(scene.url(landing, "/readyz"))).toEqual({ status: 200, body: "ready\n" });
    const version = await get(scene.url(landing, "/version"));
    expect(version.status).toBe(200);
    expect(digestIn(version)).toBe(scene.versions.first.sha256);
  });

  it(
    "a changed setting rolls the pods",
    async () => {
      const before = (await scene.pods(landing)).map(({ metadata }) => metadata.name);
      landing = await scene.landing({
        version: scene.versions.first,
        settings: { GREETING: "good morning" },
      });
      await scene.land(landing);
      const after = (await scene.pods(landing)).map(({ metadata }) => metadata.name);
      expect(after.filter((name) => before.includes(name))).toEqual([]);
      expect((await get(scene.url(landing, "/"))).body).toBe(`good morning from ${scene.cluster.address}\n`);
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it(
    "a second version takes over without a failed request",
    async () => {
      const { first, second } = scene.versions;
      expect(second.sha256).not.toBe(first.sha256);
      landing = await scene.landing({ version: second });
      const loop = new RequestLoop(scene.url(landing, "/version"), ASKED_AT_ONCE, PAUSE_MILLISECONDS);
      const answers = await scene
        .land(landing)
        .finally(() => loop.stop())
        .then(() => loop.answers);
      expect(answers.length).toBeGreaterThan(LEAST_REQUESTS);
      expect(notAnswered(answers)).toEqual([]);
      expect(new Set(answers.map(digestIn))).toEqual(new Set([first.sha256, second.sha256]));
      expect(digestIn(answers.at(-1)!)).toBe(second.sha256);
      expect(await rolloutFault(landing.stack, scene.cluster)).toBeUndefined();
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it(
    "an image that is nowhere fails the stack's check, while the old version serves",
    async () => {
      const reference = "landfall.invalid/app:000000000000";
      const bad = await scene.landing({
        version: { ...scene.versions.second, image: { ...scene.versions.second.image, reference } },
      });
      const loop = new RequestLoop(scene.url(landing, "/version"), ASKED_AT_ONCE, PAUSE_MILLISECONDS);
      try {
        await scene.apply(bad);
        expect(await rolloutFault(bad.stack, scene.cluster)).toContain("app is not rolled out");
        const waited = await scene.wait(bad);
        expect(waited.status).not.toBe(0);
        expect(waited.stderr).toContain("exceeded its progress deadline");
      } finally {
        await loop.stop();
      }
      expect(notAnswered(loop.answers)).toEqual([]);
      const fault = (await rolloutFault(bad.stack, scene.cluster))?.replace(/\s+/g, " ");
      expect(fault).toContain("Progressing is False");
      expect(fault).toMatch(/ImagePullBackOff|ErrImagePull/);
      expect(fault).toContain(reference);
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it(
    "a program that refuses its settings fails the stack's check with its own words",
    async () => {
      const bad = await scene.landing({ version: scene.versions.second, settings: { LOG_LEVEL: "loud" } });
      await scene.apply(bad);
      const fault = await until(
        async () => (await rolloutFault(bad.stack, scene.cluster))?.replace(/\s+/g, " "),
        (words) => words?.includes("LOG_LEVEL") === true,
        30,
      );
      expect(fault).toContain('LOG_LEVEL is "loud"');
      expect((await get(scene.url(landing, "/"))).status).toBe(200);
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );

  it(
    "the right version after it mends everything",
    async () => {
      await scene.land(landing);
      expect(await rolloutFault(landing.stack, scene.cluster)).toBeUndefined();
      expect(digestIn(await get(scene.url(landing, "/version")))).toBe(scene.versions.second.sha256);
    },
    LONGEST_ROLLOUT_MILLISECONDS,
  );
});
