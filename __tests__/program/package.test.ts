import { unzipSync, gunzipSync } from "fflate";
import { cpSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { extract } from "tar-stream";
import type { Executable } from "../../lib/program/build";
import { sha256 } from "../../lib/program/files";
import { lambdaZip, siteArchive } from "../../lib/program/package";
import { temporaryFolder } from "../support/stacks";

const folder = temporaryFolder();

function executable(content: string): Executable {
  const file = path.join(folder, sha256(content));
  writeFileSync(file, content, { mode: 0o600 });
  return { architecture: "amd64", path: file, bytes: content.length, sha256: sha256(content) };
}

describe("the Lambda zip", () => {
  it("holds one entry, bootstrap, with the program's bytes", () => {
    const zip = lambdaZip(executable("program"), folder);
    const entries = unzipSync(readFileSync(zip.path));
    expect(Object.keys(entries)).toEqual(["bootstrap"]);
    expect(Buffer.from(entries["bootstrap"]!).toString()).toBe("program");
  });

  it("lets Lambda execute it, whatever the mode of the file it was made from", () => {
    const content = readFileSync(lambdaZip(executable("program"), folder).path);
    const directory = content.indexOf(Buffer.from("PK\x01\x02", "latin1"));
    expect(content.readUInt8(directory + 5)).toBe(3);
    expect((content.readUInt32LE(directory + 38) >>> 16).toString(8)).toBe("100755");
  });

  it("has the same bytes wherever and whenever it is made", () => {
    const other = path.join(folder, "other");
    const made = executable("same");
    const first = lambdaZip(made, folder);
    utimesSync(made.path, 1, 1);
    expect(lambdaZip(made, other).sha256).toBe(first.sha256);
    expect(first.sha256).toBe(sha256(readFileSync(first.path)));
  });

  it("differs with the program", () => {
    expect(lambdaZip(executable("one"), folder).sha256).not.toBe(lambdaZip(executable("two"), folder).sha256);
  });
});

describe("a site's archive", () => {
  const site = path.join(folder, "site");
  mkdirSync(path.join(site, "deep"), { recursive: true });
  writeFileSync(path.join(site, "index.html"), "<p>home</p>");
  writeFileSync(path.join(site, "deep/page.html"), "<p>deep</p>", { mode: 0o600 });
  writeFileSync(path.join(site, ".env"), "SECRET=1");

  async function entriesOf(file: string): Promise<Record<string, { mode: number; content: string }>> {
    const entries: Record<string, { mode: number; content: string }> = {};
    const reader = extract();
    reader.end(Buffer.from(gunzipSync(readFileSync(file))));
    for await (const entry of reader) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      entries[entry.header.name] = {
        mode: entry.header.mode,
        content: Buffer.concat(chunks).toString(),
      };
    }
    return entries;
  }

  it("holds every file, readable for Nginx, and no hidden one", async () => {
    const { path: file } = await siteArchive(site, folder);
    expect(await entriesOf(file)).toEqual({
      "deep/page.html": { mode: 0o644, content: "<p>deep</p>" },
      "index.html": { mode: 0o644, content: "<p>home</p>" },
    });
  });

  it("has the same bytes in any folder and at any time, and others for other files", async () => {
    const first = await siteArchive(site, folder);
    const clone = path.join(folder, "clone");
    cpSync(site, clone, { recursive: true });
    utimesSync(path.join(clone, "index.html"), 1, 1);
    const other = path.join(folder, "elsewhere");
    expect((await siteArchive(clone, other)).sha256).toBe(first.sha256);
    writeFileSync(path.join(clone, "index.html"), "<p>new</p>");
    expect((await siteArchive(clone, other)).sha256).not.toBe(first.sha256);
    rmSync(path.join(clone, "index.html"));
  });
});
