import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay } from "#lab/replay/server.ts";
import type { Recording } from "#machines/contract/index.ts";
import { hostName } from "#server/ssh/known-hosts.ts";
import { expectOf } from "../investigate/recording.ts";
import { investigated, type Finished } from "./investigate.ts";

/** Hosts that answer from a recording need not take their time. */
const SPEED = 50;

/** Investigates once more, over real SSH, the hosts that a recording plays: what it must give is what it gives here. */
export const replayed = (recording: Recording): Promise<Recording["expect"]> => playing(recording, ({ verdict }) => expectOf(verdict));

/** The same, and what is wanted of the finished investigation. */
export async function playing<T>(recording: Recording, use: (finished: Finished) => T | Promise<T>): Promise<T> {
  const { privateKey, publicKey } = newKeyPair();
  const folder = await mkdtemp(join(tmpdir(), "culprit-replay-"));
  // A host's key may hold characters that no login may: the logins are numbered.
  const hosts = recording.hosts.map((host, n) => ({ ...host, key: `h${n}` }));
  const replay = await startReplay({ recordings: { recorded: { ...recording, hosts } }, authorizedKey: publicKey, speed: SPEED });
  try {
    const keys = { identityFile: join(folder, "identity"), knownHostsFile: join(folder, "known_hosts") };
    const { host, port, algorithm, key } = replay.pin;
    await writeFile(keys.identityFile, privateKey, { mode: 0o600 });
    await writeFile(keys.knownHostsFile, `${hostName(host, port)} ${algorithm} ${key.toString("base64")}\n`);
    const asked = hosts.map(({ key: login, role, name, netns }) => {
      const at = { role, name, address: host, port, user: `recorded--${login}` };
      return netns === undefined ? at : { ...at, netns };
    });
    const question = { runbook: recording.runbook, brief: { hosts: asked, inputs: recording.inputs }, keys };
    return await investigated(question, async (finished) => use(finished));
  } finally {
    await replay.close();
    await rm(folder, { recursive: true, force: true });
  }
}
