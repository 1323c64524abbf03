import { readFileSync } from "node:fs";
import type { BrowserContext } from "playwright-core";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay } from "#lab/replay/server.ts";
import type { Recording } from "#machines/contract/index.ts";

const CASE = new URL("../../runbooks/virtual-ip-flaps/cases/blind-daemon.json", import.meta.url);

export interface Asking {
  readonly id: string;
  close(): Promise<void>;
}

/** An investigation over real SSH that comes to a question which only a person can answer. */
export async function startAsking(by: BrowserContext, url: string): Promise<Asking> {
  const post = async (path: string, data: object): Promise<{ readonly id: string }> => {
    const answer = await by.request.post(`${url}/api/v1/${path}`, { data, headers: { origin: url } });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as { readonly id: string };
  };
  const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
  const { privateKey, publicKey } = newKeyPair();
  const replay = await startReplay({ recordings: { flaps: recording }, authorizedKey: publicKey, speed: 500 });
  const { host: address, port, algorithm, key } = replay.pin;
  await post("host-keys", { address, port, algorithm, key: key.toString("base64"), fingerprint: replay.fingerprint });
  // A try after a failed one finds the names taken.
  const called = (name: string): string => `${name}-${port}`;
  for (const { name } of recording.hosts.map((host) => ({ name: called(host.name) }))) {
    await post("hosts", { do: "addHost", name, address, port });
    await post("hosts", { do: "keepKey", host: name, privateKey });
  }
  const hosts = recording.hosts.map(({ key: of, role, name }) => ({ role, name: called(name), address, port, user: `flaps--${of}` }));
  const { id } = await post("investigations", { do: "start", runbook: recording.runbook, brief: { hosts, inputs: recording.inputs } });
  return { id, close: () => replay.close() };
}
