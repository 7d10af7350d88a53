import { mkdtempSync } from "node:fs";
import path from "node:path";
import { renewEdge } from "../../lib/edge/renew";
import { temporaryFolder } from "../support/stacks";
import { DEPLOYED, stage } from "./commands";

const parent = temporaryFolder();

function folder(): string {
  return mkdtempSync(path.join(parent, "project-"));
}

const ADMIN =
  "apply -refresh=false -target=tls_locally_signed_cert.admin -replace=tls_locally_signed_cert.admin";

describe("landfall edge renew", () => {
  it("renews the administrator's certificate without a look at anything, then the programs'", async () => {
    const { command, terraform, questions } = stage(folder());
    expect(await renewEdge(command, { nodes: false })).toBe("the certificates are renewed");
    expect(terraform.asked).toEqual(["init", ADMIN, "apply -replace=tls_locally_signed_cert.app_web"]);
    expect(questions[0]).not.toMatch(/each node/);
  });

  it("makes the nodes anew one after the other when it is to renew K3s's own, and says what that costs", async () => {
    const { command, terraform, questions } = stage(folder());
    expect(await renewEdge(command, { nodes: true })).toMatch(/the nodes have started with new ones/);
    expect(terraform.asked.slice(3)).toEqual([
      "apply -replace=docker_container.server",
      "apply -replace=docker_container.agent",
    ]);
    expect(questions[0]).toMatch(/each node anew: for some seconds each, requests fail/);
  });

  it("leaves out a program that is not deployed yet", async () => {
    const { command, terraform } = stage(folder(), {
      state: DEPLOYED.filter(({ name }) => name !== "app_web"),
    });
    await renewEdge(command, { nodes: false });
    expect(terraform.asked).toEqual(["init", ADMIN, "apply"]);
  });

  it("ends at the first run that fails", async () => {
    const { command, terraform } = stage(folder(), { answers: { [ADMIN]: { status: 1 } } });
    await expect(renewEdge(command, { nodes: true })).rejects.toThrow(/terraform apply .* failed/);
    expect(terraform.asked).toEqual(["init", ADMIN]);
  });

  it("renews nothing while the server is gone, and says what to do first", async () => {
    const { command, terraform, questions } = stage(folder(), { isApiThere: false });
    await expect(renewEdge(command, { nodes: false })).rejects.toThrow(
      /the server of the edge is gone[^]*npx landfall edge heal/,
    );
    expect({ asked: terraform.asked, questions }).toEqual({ asked: [], questions: [] });
  });

  it("takes no for an answer", async () => {
    const { command, terraform } = stage(folder(), { says: false });
    await expect(renewEdge(command, { nodes: true })).rejects.toThrow("nothing was changed");
    expect(terraform.asked).toEqual([]);
  });
});
