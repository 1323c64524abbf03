#!/usr/bin/env node
// Runs the command under Node 24, which executes TypeScript as it is. The bootstrap fetches Node 24 when this one is older.
import { runUnderNode24 } from "./bootstrap/node24.mjs";

await runUnderNode24(new URL("./culprit.ts", import.meta.url));
