import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { approval } from "../../lib/edge/edge-command";
import { initialize, inOneLine, succeed, terraformIn } from "../../lib/edge/terraform-cli";
import { needs } from "../support/parts";
import { temporaryFolder } from "../support/stacks";

const parent = temporaryFolder();
const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
});

/** A program in Terraform's place. */
function program(text: string): { folder: string } {
  const folder = mkdtempSync(path.join(parent, "stack-"));
  const file = path.join(folder, "terraform");
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  process.env["TERRAFORM_BINARY_NAME"] = file;
  return { folder };
}

describe("terraform in a stack's folder", () => {
  it("is the program that cdktf takes, run there, and nobody is asked", async () => {
    const { folder } = program(
      'echo "$PWD $TF_IN_AUTOMATION $CHECKPOINT_DISABLE $*"; read line || echo "no stdin"',
    );
    const { status, stdout } = await terraformIn(folder).run(["state", "list"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/stack-\S+ 1 1 state list\nno stdin\n$/);
  });

  it("tells all that it says while it runs, and keeps stdout apart", async () => {
    const { folder } = program("echo out; echo err >&2; exit 3");
    const told: string[] = [];
    const result = await terraformIn(folder, { write: (text) => told.push(text) }).run(["apply"]);
    expect(result.status).toBe(3);
    expect(result.stdout).toBe("out\n");
    expect(told.join("")).toBe(result.output);
    expect(result.output.split("\n").sort()).toEqual(["", "err", "out"]);
  });

  it("leaves nobody listening for Ctrl-C once it has ended", async () => {
    const before = process.listenerCount("SIGINT");
    const { folder } = program("exit 0");
    await terraformIn(folder).run(["plan"]);
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("says where to get it when it is not there", async () => {
    process.env["TERRAFORM_BINARY_NAME"] = path.join(parent, "nowhere");
    await expect(terraformIn(parent).run(["version"])).rejects.toThrow(/cannot be run[^]*install Terraform/);
  });

  it("ends a command that has to succeed with the last of its words", async () => {
    const { folder } = program('for i in $(seq 40); do echo "line $i"; done; exit 1');
    const failing = succeed(terraformIn(folder), ["apply", "-target=a"]);
    await expect(failing).rejects.toThrow(/terraform apply -target=a failed \(status 1\)[^]*line 40/);
    await expect(failing).rejects.not.toThrow("line 10\n");
  });

  it("says how to go on after one that failed", async () => {
    const { folder } = program("exit 1");
    await expect(succeed(terraformIn(folder), ["apply"])).rejects.toThrow(
      /do: mend what it names, then run the same command again/,
    );
  });

  it("is not started in a folder without a configuration", async () => {
    await expect(initialize(terraformIn(parent))).rejects.toThrow("the edge stack is not synthesized");
  });

  it("is understood in one line, whatever its colours, boxes and breaks", () => {
    const output =
      "\u001b[31m╷\u001b[0m\n\u001b[31m│\u001b[0m A node\n\u001b[31m│\u001b[0m is missing\n\u001b[31m╵\u001b[0m\n";
    expect(inOneLine({ status: 1, stdout: "", output })).toBe(" A node is missing ");
  });
});

needs("terraform").describe("the real terraform", () => {
  it("gets a folder ready", async () => {
    delete process.env["TERRAFORM_BINARY_NAME"];
    const folder = mkdtempSync(path.join(parent, "real-"));
    writeFileSync(path.join(folder, "terraformrc"), "");
    process.env["TF_CLI_CONFIG_FILE"] = path.join(folder, "terraformrc");
    writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify({ output: { a: { value: 1 } } }));
    await initialize(terraformIn(folder));
    expect((await succeed(terraformIn(folder), ["validate"])).stdout).toContain("Success");
  }, 30_000);
});

describe("a question before a change", () => {
  it("is not asked with --auto-approve", async () => {
    expect(await approval(true)("Really?")).toBe(true);
  });

  it("says how to answer it where there is no terminal", async () => {
    const wasTTY = process.stdin.isTTY;
    process.stdin.isTTY = false;
    await expect(approval(false)("Really?")).rejects.toThrow(/stdin is no terminal[^]*--auto-approve/);
    process.stdin.isTTY = wasTTY;
  });
});
