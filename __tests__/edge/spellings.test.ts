import { Duration, Share, Size } from "../../lib/definition/units";
import { goDuration } from "../../lib/edge/go-duration";
import { cpuQuantity, memoryQuantity } from "../../lib/edge/quantities";

describe("a time as Go writes it", () => {
  it.each([
    [0, "0s"],
    [0.5, "500ms"],
    [1, "1s"],
    [1.5, "1.5s"],
    [59, "59s"],
    [60, "1m0s"],
    [90, "1m30s"],
    [3600, "1h0m0s"],
    [3661, "1h1m1s"],
    [86_400, "24h0m0s"],
  ])("is for %d s %s", (seconds, written) => {
    expect(goDuration(Duration.seconds(seconds))).toBe(written);
  });
});

describe("a quantity as Kubernetes writes it back", () => {
  it.each([
    [1, "10m"],
    [25, "250m"],
    [100, "1"],
    [150, "1500m"],
    [1600, "16"],
  ])("is for %d %% of a core %s", (percent, written) => {
    expect(cpuQuantity(Share.percent(percent))).toBe(written);
  });

  it.each([
    [32, "32Mi"],
    [1024, "1Gi"],
    [1536, "1536Mi"],
    [1024 ** 2, "1Ti"],
  ])("is for %d MiB %s", (mebibytes, written) => {
    expect(memoryQuantity(Size.mebibytes(mebibytes))).toBe(written);
  });
});
