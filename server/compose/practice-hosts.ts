import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay } from "#lab/replay/server.ts";
import type { BriefHost } from "#machines/contract/index.ts";
import { recordingAt } from "../practice/address.ts";
import { practiceIncidents, readRecording } from "../practice/incidents.ts";
import type { PinStore } from "../ssh/host-keys.ts";
import type { Destination } from "../ssh/transport.ts";

export interface PracticeHosts {
  /** Undefined when the host is a real one. */
  destinationOf(host: BriefHost): Promise<Destination> | undefined;
  /** The given pins, plus the key of the replay server, which this process made itself. */
  pins(own: PinStore): PinStore;
  close(): Promise<void>;
}

/** As fast as it was: slow enough to watch, to pause and to stop. */
const PACE = 1;

/** The replay SSH server on loopback, with a key pair that lives as long as this process. */
export async function openPracticeHosts({ dataFolder }: { dataFolder: string }): Promise<PracticeHosts> {
  const { privateKey, publicKey } = newKeyPair();
  const folder = join(dataFolder, "practice");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const identityFile = join(folder, "id_ed25519");
  await writeFile(identityFile, privateKey, { mode: 0o600 });
  const recordings = Object.fromEntries(
    await Promise.all((await practiceIncidents()).map(async (incident) => [incident.id, await readRecording(incident)] as const)),
  );
  const replay = await startReplay({ recordings, authorizedKey: publicKey, speed: PACE });
  return {
    destinationOf: (host) => {
      const incident = recordingAt(host.address);
      return incident === undefined
        ? undefined
        : Promise.resolve({
            label: host.name,
            address: "127.0.0.1",
            port: replay.port,
            // A run of its own: two investigations at once must not take each other's answers.
            user: `${incident}--${host.key}--${randomUUID()}`,
            identityFiles: [identityFile],
            knownHostsFiles: [],
          });
    },
    pins: (own) => ({
      add: (pin) => own.add(pin),
      find: async (address, port) => (address === "127.0.0.1" && port === replay.port ? [replay.pin] : own.find(address, port)),
    }),
    close: () => replay.close(),
  };
}
