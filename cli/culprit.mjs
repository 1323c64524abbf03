#!/usr/bin/env node
/** The `culprit` command. Progress goes to stderr: stdout belongs to the command. */
import { enter } from "./bootstrap/enter.mjs";

const args = process.argv.slice(2);

await enter({
  script: new URL("./culprit.mjs", import.meta.url),
  program: new URL("./culprit.ts", import.meta.url),
  args,
  // Only the server has pages.
  build: args[0] === "serve",
  quiet: true,
});
