import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runbookById } from "#runbooks";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay } from "#lab/replay/server.ts";
import type { Recording } from "#machines/contract/index.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { examine, OWN } from "./examine.ts";
import type { Line, Run } from "./line.ts";
import { madeNow } from "./made.ts";

export interface Frozen {
  readonly run: Run;
  readonly recording: Recording;
}

/** Recorded answers come at once: what took seconds on the host takes none here. */
const SPEED = 1_000_000;

/** The same investigation over real SSH, with recorded hosts in place of live ones. */
export async function* runFrozen(
  cases: readonly Frozen[],
  options: { readonly everything: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Line> {
  const folder = await mkdtemp(join(tmpdir(), "culprit-bench-"));
  const { privateKey, publicKey } = newKeyPair();
  const [identityFile, knownHostsFile] = [join(folder, "id_ed25519"), join(folder, "known_hosts")];
  const recordings = Object.fromEntries(cases.map(({ recording }, index) => [`case${index}`, recording]));
  const replay = await startReplay({ recordings, authorizedKey: publicKey, speed: SPEED });
  try {
    await writeFile(identityFile, privateKey, { mode: 0o600 });
    const { host, port, algorithm, key } = replay.pin;
    await writeFile(knownHostsFile, `[${host}]:${port} ${algorithm} ${key.toString("base64")}\n`);
    for (const [index, { run, recording }] of cases.entries()) {
      if (options.signal.aborted) return;
      const made = await madeNow(run);
      const runbook = runbookById(run.runbook);
      if (runbook === undefined) throw new TypeError(`there is no runbook ${run.runbook}`);
      const hosts = recording.hosts.map(({ key: at, role, name }) => ({ role, name, address: host, port, user: `case${index}--${at}` }));
      const open = (): Field => openField({ ...OWN, identityFiles: [identityFile], knownHostsFiles: [knownHostsFile] });
      const examined = await examine(open, { runbook, hosts, inputs: run.inputs, ...options });
      if (options.signal.aborted) return;
      yield { ...run, ...made, ...examined };
    }
  } finally {
    await replay.close();
    await rm(folder, { recursive: true });
  }
}
