import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_DIRECTORY, directoryOf, linkName } from "./directory.ts";
import { withLock } from "./lock.ts";
import { endExtras } from "./end-extras.ts";
import { requireOwnEntries } from "./own.ts";
import { end } from "./process.ts";
import { requireLab } from "./requirements.ts";
import { run } from "./run.ts";
import { readState } from "./state.ts";
import { restoreSettings } from "./setting.ts";
import { freeClaims } from "./subnet.ts";

/** Takes the lab down: every process, namespace, link, mount and file of it, and every setting of the machine it changed. */
export const takeDown = async (given = DEFAULT_DIRECTORY): Promise<void> => {
  const directory = directoryOf(given);
  await requireLab();
  await withLock(directory, () => clearAway(directory));
};

/** For callers that hold the lock. Safe to repeat, and after any death in the middle of anything. @throws NotOurs before it changes anything. */
export const clearAway = async (directory: string): Promise<void> => {
  await requireOwnEntries(directory);
  const state = await readState(directory);
  // Settings first: should anything after this fail, the machine at least is as it was.
  await restoreSettings(directory);
  if (state !== null) {
    // A process that waits for a frozen file system can not be ended before that is thawed.
    await endExtras(state.extras);
    await end(state.root);
  }
  await removeLink(linkName(directory));
  await freeClaims(directory);
  await rm(directory, { recursive: true, force: true });
};

/** The kernel removes it with the switch's namespace, a moment after its last process; not waiting would fail the next raise. */
const removeLink = async (link: string): Promise<void> => {
  const until = Date.now() + 5_000;
  while ((await run(["ip", "link", "show", "dev", link])).exitCode === 0) {
    if (Date.now() > until) throw new Error(`${link} is still there 5 s after its lab ended`);
    await run(["ip", "link", "del", "dev", link]);
    await sleep(20);
  }
};
