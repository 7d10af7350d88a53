#!/usr/bin/env node
/** The `landfall` command: lib/cli/main.ts through the launcher, in a fresh clone too. */
import path from "node:path";
import { launch } from "./launch.mjs";
import { ROOT } from "./setup.mjs";

await launch(path.join(ROOT, "lib/cli/main.ts"), process.argv.slice(2));
