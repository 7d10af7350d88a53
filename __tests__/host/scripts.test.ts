import { spawnSync } from "node:child_process";
import { parse } from "yaml";
import { hostSpec, renderCloudConfig } from "../../lib/host";
import { needs, pathOf } from "../support/parts";
import { props } from "./apps";

const config = parse(renderCloudConfig(hostSpec(props()))) as {
  write_files: { path: string; content: string }[];
};
const scripts = config.write_files.filter((file) => file.content.startsWith("#!"));

describe("the scripts", () => {
  it("are four", () => {
    expect(scripts.map((script) => script.path.split("/").at(-1))).toEqual([
      "fetch",
      "start",
      "serve",
      "setup",
    ]);
  });

  it.each(scripts)("$path stops at errors and unset variables", ({ content }) => {
    expect(content).toMatch(/^#!\/bin\/bash\n# .*\nset -E?euo pipefail\n/);
  });

  it.each(scripts)("$path holds nothing that Terraform would replace", ({ content }) => {
    expect(content).not.toMatch(/[$%]\{/);
  });
});

needs("shellcheck").describe("shellcheck", () => {
  it.each(scripts)("has nothing to say of $path", ({ content }) => {
    const { status, stdout } = spawnSync(pathOf("shellcheck"), ["-"], {
      input: content,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });
});
