#!/usr/bin/env node
/** `npm start`: everything from a fresh clone to a running server. Plain JavaScript without packages: it runs before they are there, on any Node from 18 on. */
import { enter } from "./enter.mjs";

await enter({
  script: new URL("./start.mjs", import.meta.url),
  program: new URL("../culprit.ts", import.meta.url),
  args: ["serve", ...process.argv.slice(2)],
  build: true,
  quiet: false,
});
