import { createServer, type Socket } from "node:net";
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from "ssh2";
import type { Recording } from "#machines/contract/index.ts";
import { recognise, recogniseScript, type Frame } from "#server/ssh/frame.ts";
import { algorithmOf, fingerprintOf } from "#server/public-key.ts";
import type { PinnedKey } from "#server/ssh/host-keys.ts";
import { authorise } from "./authorise.ts";
import type { Faults } from "./faults.ts";
import { play } from "./play.ts";
import { recordedHost, type RecordedHost } from "./recorded-host.ts";
import { newKeyPair } from "./key-pair.ts";
import { listen, type Wishes } from "./wishes.ts";

export interface ReplayOptions {
  /** By id. A login as `<id>--<host key>` gets that host; `<id>--<host key>--<run>` gets one that nobody else asks. */
  readonly recordings: Readonly<Record<string, Recording>>;
  /** The public key that may log in, as in authorized_keys. */
  readonly authorizedKey: string;
  /** A private host key; made for this server when absent. */
  readonly hostKey?: string;
  /** How many times faster than recorded. */
  readonly speed?: number;
  readonly faults?: Faults;
}

export interface Replay {
  readonly port: number;
  /** The server's host key, as something to pin. */
  readonly pin: PinnedKey;
  readonly fingerprint: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const SPEED = 10;

/** A real SSH server on loopback that answers Culprit's batches from recordings, and refuses everything else. It never runs anything. */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const hostKey = options.hostKey ?? newKeyPair().privateKey;
  const publicKey = blobOf(hostKey);
  const hosts = new Map<string, RecordedHost>();
  /** By the port of the other side: ssh2 announces a connection without its socket. */
  const sockets = new Map<number, Socket>();
  const server = new ssh2.Server({ hostKeys: [hostKey] });
  const hostOf = (user: string): RecordedHost | undefined => {
    const [id = "", key = ""] = user.split("--");
    const recording = Object.hasOwn(options.recordings, id) ? options.recordings[id] : undefined;
    const host = hosts.get(user) ?? (recording && recordedHost(recording, key));
    if (host) hosts.set(user, host);
    return host;
  };
  const listener = createServer((socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return void socket.destroy();
    socket.setNoDelay(true);
    sockets.set(remotePort, socket);
    socket.once("close", () => sockets.delete(remotePort));
    server.injectSocket(socket);
  });
  server.on("connection", (connection, { port: remotePort }) => {
    const socket = sockets.get(remotePort);
    if (socket) serve(connection, socket, { options, hostOf });
    else connection.end();
  });
  const port = await new Promise<number>((resolve, reject) => {
    listener.once("error", reject).listen(0, HOST, () => {
      const address = listener.address();
      if (typeof address === "object" && address) resolve(address.port);
    });
  });
  return {
    port,
    pin: { host: HOST, port, algorithm: algorithmOf(publicKey), key: publicKey, where: "the replay server" },
    fingerprint: fingerprintOf(publicKey),
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets.values()) socket.destroy();
      }),
  };
}

function blobOf(privateKey: string): Buffer {
  const parsed: unknown = ssh2.utils.parseKey(privateKey);
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key instanceof Error) throw key;
  return (key as { getPublicSSH(): Buffer }).getPublicSSH();
}

interface Place {
  readonly options: ReplayOptions;
  readonly hostOf: (user: string) => RecordedHost | undefined;
}

function serve(connection: Connection, socket: Socket, { options, hostOf }: Place): void {
  const faults = options.faults ?? {};
  let host: RecordedHost | undefined;
  let sessions = 0;
  connection.on("authentication", (context: AuthContext) => {
    host = hostOf(context.username);
    if (host && authorise(context, options.authorizedKey)) context.accept();
    else context.reject(["publickey"]);
  });
  connection.on("error", () => socket.destroy());
  connection.on("session", (accept, reject) => {
    if (!host || sessions >= (faults.maxSessions ?? Infinity)) return reject();
    sessions += 1;
    const session: Session = accept();
    session.once("close", () => (sessions -= 1));
    const scene = { host, speed: options.speed ?? SPEED, faults, drop: () => socket.destroy() };
    session.on("exec", (acceptExec, rejectExec, { command }) => {
      const asked = recognise(command);
      if (asked === undefined) return rejectExec();
      const channel = acceptExec();
      const run = (frame: Frame, wishes: Wishes): void => {
        // The end of stdin is a wish to end everything.
        void wishes.end.then(() => channel.close());
        play({ ...scene, frame, channel, wishes }).catch(() => channel.close());
      };
      if (asked === "onStdin") onStdin(channel, run);
      else run(asked, listen(channel));
    });
  });
}

function onStdin(channel: ServerChannel, run: (frame: Frame, wishes: Wishes) => void): void {
  const wishes = listen(channel, (line) => {
    const frame = recogniseScript(line);
    if (frame) return run(frame, wishes);
    channel.stderr.write("only Culprit's own batches are answered here\n");
    channel.exit(126);
    channel.end();
  });
}
