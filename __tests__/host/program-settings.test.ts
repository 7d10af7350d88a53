import { programSettings, programSettingsFaults } from "../../lib/host/program-settings";

const stop = (environment: Record<string, string>): number =>
  programSettings(environment).stopTimeout.seconds;
const body = (environment: Record<string, string>): number => programSettings(environment).bodyLimit.bytes;

describe("time to stop", () => {
  it.each([
    [{}, 30],
    [{ DRAIN_DELAY: "10s" }, 37],
    [{ SHUTDOWN_TIMEOUT: "60s" }, 70],
    [{ DRAIN_DELAY: "0s", SHUTDOWN_TIMEOUT: "1ms" }, 8],
    [{ DRAIN_DELAY: "0" }, 27],
    [{ DRAIN_DELAY: "500ms" }, 28],
    [{ SHUTDOWN_TIMEOUT: "1m30s" }, 100],
    [{ SHUTDOWN_TIMEOUT: "1.5m" }, 100],
    [{ SHUTDOWN_TIMEOUT: "0.25h" }, 910],
    [{ DRAIN_DELAY: "" }, 30],
  ])("with %j is %i s", (environment, seconds) => {
    expect(stop(environment)).toBe(seconds);
  });
});

describe("largest body", () => {
  it.each([
    [{}, 1_048_576],
    [{ MAX_BODY: "4096" }, 4096],
    [{ MAX_BODY: "10B" }, 10],
    [{ MAX_BODY: "512KiB" }, 524_288],
    [{ MAX_BODY: "5 MiB" }, 5_242_880],
    [{ MAX_BODY: "1GiB" }, 1_073_741_824],
    [{ MAX_BODY: "" }, 1_048_576],
  ])("with %j is %i bytes", (environment, bytes) => {
    expect(body(environment)).toBe(bytes);
  });
});

describe("what cannot be read", () => {
  it.each([
    [{ DRAIN_DELAY: "3" }, "DRAIN_DELAY"],
    [{ DRAIN_DELAY: "soon" }, "DRAIN_DELAY"],
    [{ SHUTDOWN_TIMEOUT: "-1s" }, "SHUTDOWN_TIMEOUT"],
    [{ SHUTDOWN_TIMEOUT: "1s2" }, "SHUTDOWN_TIMEOUT"],
    [{ MAX_BODY: "0" }, "MAX_BODY"],
    [{ MAX_BODY: "1MB" }, "MAX_BODY"],
    [{ MAX_BODY: "1.5MiB" }, "MAX_BODY"],
  ])("%j is a fault", (environment, name) => {
    const faults = programSettingsFaults(environment, "apps[0].environment.");
    expect(faults.map((fault) => fault.path)).toEqual([`apps[0].environment.${name}`]);
  });

  it("nothing else is", () => {
    expect(programSettingsFaults({ GREETING: "soon", DRAIN_DELAY: "", MAX_BODY: "1MiB" }, "")).toEqual([]);
  });
});
