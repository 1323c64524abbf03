import { buildPages } from "./build.mjs";
import { generateClient } from "./generate.mjs";
import { installPackages } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { node24 } from "./node24.mjs";

export { node24 } from "./node24.mjs";

/**
 * Brings the clone to the state that Culprit runs in: packages, generated database client, and with `build` the pages.
 * Looks first and does only what is missing or stale. `quiet` keeps stdout clean. Throws a BootstrapTrouble with what to do.
 */
export const prepare = async ({ build, quiet = false, signal }) => {
  const say = quiet ? (line) => process.stderr.write(`${line}\n`) : console.log;
  const node = await node24({ say, signal });
  const steps = [installPackages, generateClient, ...(build ? [buildPages] : [])];
  if (steps.every((step) => step.isDone())) return;
  await withLock(
    async () => {
      for (const step of steps) {
        // Asked again under the lock, and after each step: one makes the next one stale, and another start may have done it meanwhile.
        if (step.isDone()) continue;
        const since = Date.now();
        say(`${step.title} ...`);
        await step.run({ node, signal });
        say(`${step.title}: done in ${Math.max(1, Math.round((Date.now() - since) / 1000))} s`);
      }
    },
    { onWait: () => say("Waiting for another start in this folder to finish its preparation ..."), signal },
  );
};
