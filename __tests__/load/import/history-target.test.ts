import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { checkTarget } from "../../../lib/load/import/history-target";
import { Folder } from "./logs";

let folder: Folder;
let project: string;

beforeAll(() => {
  folder = new Folder();
  project = path.join(folder.path, "project");
  mkdirSync(path.join(project, "there.csv"), { recursive: true });
  mkdirSync(path.join(folder.path, "elsewhere"));
  folder.write("project/old.csv", "old");
  folder.write("elsewhere/other.csv", "other");
  symlinkSync("../elsewhere", path.join(project, "out"));
  symlinkSync("../elsewhere/other.csv", path.join(project, "link.csv"));
  symlinkSync("project", path.join(folder.path, "same"));
});

afterAll(() => {
  folder.remove();
});

describe("the file for a history", () => {
  it.each([
    ["x.csv", "x.csv"],
    ["new/folder/x.csv", "new/folder/x.csv"],
    ["new/../x.csv", "x.csv"],
    ["..x.csv", "..x.csv"],
  ])("may be %s", (file, expected) => {
    expect(checkTarget(project, file, false)).toBe(expected);
    expect(checkTarget(path.join(folder.path, "same"), path.resolve(project, file), false)).toBe(expected);
  });

  it("may be one that is there, where it may be replaced", () => {
    expect(checkTarget(project, "old.csv", true)).toBe("old.csv");
    expect(() => checkTarget(project, "old.csv", false)).toThrow(
      '--out: the file is there\n    found: "old.csv"\n    allowed: a file that is not there yet\n    do: take another name, or replace it with --force',
    );
  });

  it.each([
    ["../x.csv", "the file lies outside of the project's folder"],
    ["/tmp/x.csv", "the file lies outside of the project's folder"],
    ["out/x.csv", "the file lies outside of the project's folder"],
    ["out/new/x.csv", "the file lies outside of the project's folder"],
    ["landfall.yaml", "the name does not end with .csv"],
    ["", "the name does not end with .csv"],
    ["there.csv", "this is there and no file"],
    ["link.csv", "this is there and no file"],
  ])("is not %j, even where it may be replaced", (file, message) => {
    expect(() => checkTarget(project, file, true)).toThrow(message);
  });
});
