import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../../lib/program/files";
import { writeWhole as writeWholeInSetup } from "../../lib/cli/setup.mjs";
import { temporaryFolder } from "../support/stacks";

describe.each([
  ["lib/program", writeWhole],
  ["lib/cli/setup", writeWholeInSetup],
])("writeWhole of %s", (_, write) => {
  const root = temporaryFolder();
  const folderFor = (name: string): string => path.join(root, name);

  it("writes a file whole, in a folder that it makes", () => {
    const folder = folderFor("whole");
    write(path.join(folder, "a/b.txt"), "text");
    expect(readFileSync(path.join(folder, "a/b.txt"), "utf8")).toBe("text");
    expect(readdirSync(path.join(folder, "a"))).toEqual(["b.txt"]);
  });

  it("leaves nothing beside what it could not replace", () => {
    const folder = folderFor("broken");
    mkdirSync(path.join(folder, "taken/inside"), { recursive: true });
    expect(() => {
      write(path.join(folder, "taken"), "text");
    }).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(folder)).toEqual(["taken"]);
  });
});
