import { writeFileSync } from "node:fs";
import { temporaryFolder } from "../support/stacks";
import { edgeJson } from "./edge";
const folder = temporaryFolder();
it("x", () => {
  writeFileSync("/tmp/edge.json", JSON.stringify(edgeJson(folder), undefined, 1));
});
