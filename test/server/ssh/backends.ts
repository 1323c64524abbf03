import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startReplay } from "#lab/replay/server.ts";
import type { Faults } from "#lab/replay/faults.ts";
import { fingerprintOf } from "#server/public-key.ts";
import { type PinnedKey } from "#server/ssh/host-keys.ts";
import { memoryPins } from "./memory-pins.ts";
import { openTransport, type TransportOptions } from "#server/ssh/open-transport.ts";
import type { Command, Destination, Session, Transport } from "#server/ssh/transport.ts";
import { HOST_KEY, recording, REPERTOIRE, type Name } from "./repertoire.ts";
import { keygen, startSshd, whyNoSshd } from "./sshd.ts";

/** One of the two things that answer SSH: OpenSSH's sshd, and the replay server. */
export interface Backend {
  readonly port: number;
  readonly user: string;
  readonly key: string;
  readonly strangerKey: string;
  readonly pin: PinnedKey;
  stop(): Promise<void>;
}

export interface Ask {
  readonly maxSessions?: number;
  readonly banner?: string;
  readonly slowStartMs?: number;
  readonly clockSkewMs?: number;
}

export interface BackendKind {
  readonly name: string;
  readonly skip: string | undefined;
  start(ask?: Ask): Promise<Backend>;
}

/** A folder with a `date` that answers wrong: what a host with a wrong clock shows. It lies below the machine's temporary folder. */
function skewedDate(skewMs: number): string {
  const folder = mkdtempSync(join(tmpdir(), "culprit-date-"));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "date"), `#!/bin/sh\nexec /bin/date -d '${skewMs / 1_000} seconds' "$@"\n`, { mode: 0o755 });
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const sshd: BackendKind = {
  name: "OpenSSH",
  skip: whyNoSshd,
  start: async ({ maxSessions, banner, slowStartMs, clockSkewMs } = {}) => {
    const before = [
      ...(clockSkewMs === undefined ? [] : [`export PATH=${skewedDate(clockSkewMs)}:$PATH`]),
      ...(slowStartMs === undefined ? [] : [`sleep ${slowStartMs / 1_000}`]),
      ...(banner === undefined
        ? []
        : [`printf '%b' '${banner.replaceAll("\n", "\\n")}'; printf '%b' '${banner.replaceAll("\n", "\\n")}' >&2`]),
    ];
    const server = await startSshd({
      config: [
        ...(maxSessions === undefined ? [] : [`MaxSessions ${maxSessions}`]),
        // What a noisy or slow rc file does, without touching anybody's home.
        ...(before.length === 0 ? [] : [`ForceCommand ${before.join("; ")}; eval "$SSH_ORIGINAL_COMMAND"`]),
      ],
    });
    return {
      ...server,
      pin: {
        host: "127.0.0.1",
        port: server.port,
        algorithm: "ssh-ed25519",
        key: server.hostKey,
        where: "the test",
      },
    };
  },
};

const replay: BackendKind = {
  name: "the replay server",
  skip: undefined,
  start: async (ask: Faults = {}) => {
    const folder = mkdtempSync(join(tmpdir(), "culprit-replay-"));
    keygen(join(folder, "key"));
    keygen(join(folder, "stranger"));
    const server = await startReplay({
      recordings: { contract: recording },
      authorizedKey: readFileSync(join(folder, "key.pub"), "utf8"),
      faults: ask,
    });
    return {
      port: server.port,
      user: `contract--${HOST_KEY}`,
      key: join(folder, "key"),
      strangerKey: join(folder, "stranger"),
      pin: server.pin,
      stop: async () => {
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

export const backends: readonly BackendKind[] = [sshd, replay];

export const destinationOf = (backend: Backend, more: Partial<Destination> = {}): Destination => ({
  label: "patient",
  address: "127.0.0.1",
  port: backend.port,
  user: backend.user,
  identityFiles: [backend.key],
  knownHostsFiles: [],
  ...more,
});

export const never = () => Promise.reject(new Error("nobody should be asked about this key"));

/** A transport that knows the backend's key, and one session on it; the port may be that of a wire. */
export async function reach(
  backend: Backend,
  { port = backend.port, ...options }: Partial<TransportOptions> & { port?: number } = {},
): Promise<{ transport: Transport; session: Session }> {
  const transport = openTransport({ pins: memoryPins([{ ...backend.pin, port }]), ...options });
  const session = await transport.connect(destinationOf(backend, { port }), { onUnknownKey: never });
  if ("kind" in session) throw new Error(`could not connect: ${JSON.stringify(session)}`);
  return { transport, session };
}

export const command = (name: Name, more: Partial<Command> = {}): Command => ({
  key: name,
  argv: REPERTOIRE[name].argv,
  privilege: "user",
  deadlineMs: 10_000,
  maxBytes: 20_000_000,
  ...more,
});

export const knownHostsFile = (file: string, pin: PinnedKey, marker = ""): string => {
  writeFileSync(file, `${marker}[127.0.0.1]:${pin.port} ${pin.algorithm} ${pin.key.toString("base64")}\n`);
  return file;
};

export const fingerprint = fingerprintOf;
