import type { Failure } from "#machines/contract/index.ts";

/** Where and as whom. Aliases of ~/.ssh/config are resolved before they come here (server/ssh/destination.ts). */
export interface Destination {
  /** What the engineer typed; names the host in every sentence. */
  readonly label: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  readonly agentSocket?: string;
  /** Of the agent, only keys that are also among the identity files (IdentitiesOnly of ssh_config). */
  readonly identitiesOnly?: boolean;
  /** Read-only: the person's own known_hosts files. Approvals are written to Culprit's own file only. */
  readonly knownHostsFiles: readonly string[];
  readonly jump?: Destination;
  /** A key that Culprit keeps for this host; offered before all others. */
  readonly keptKey?: KeptKey;
}

/** What is sealed. */
export interface KeptSecret {
  readonly privateKey: string;
  readonly passphrase: string | null;
}

/** A key that is sealed in the database. It is opened when somebody logs in, and the plain one is held nowhere. */
export interface KeptKey {
  /** Of the host it is kept for. */
  readonly name: string;
  readonly fingerprint: string;
  readonly open: () => Promise<KeptSecret>;
}

/** What to do with a key that nobody has pinned yet. A changed key is never asked about: it stops. */
export type HostKeyDecision = (offer: {
  readonly destination: Destination;
  readonly algorithm: string;
  readonly fingerprint: string;
  readonly key: Buffer;
  /** What the person should know besides: that a line about this host could not be followed. */
  readonly note?: string;
}) => Promise<"approve" | "refuse" | { readonly approvedBy: string }>;

/** One command of a batch. `argv` is data; quoting happens in quote.ts and nowhere else. */
export interface Command {
  readonly key: string;
  readonly argv: readonly string[];
  readonly privilege: "user" | "sudo";
  readonly netns?: string;
  readonly deadlineMs: number;
  /** Of stdout and of stderr each. Beyond it output is dropped and the answer says `truncated`. */
  readonly maxBytes: number;
  readonly wouldLoad?: readonly string[];
}

export interface Answer {
  readonly key: string;
  readonly commandLine: string;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly truncated: boolean;
  /** Server clock, ms since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Host's /proc/uptime at the end of the command; null where /proc/uptime could not be read. */
  readonly uptimeSeconds: number | null;
  readonly bootId: string | null;
  /** Set when the command did not run or its output cannot be trusted. `exited` is not set here: exit codes are the collector's to judge. */
  readonly failure?: Failure;
  /** Keys of all that one command answered, this one's among them (together.ts). */
  readonly together?: readonly string[];
}

export interface Chunk {
  readonly key: string;
  readonly stream: "stdout" | "stderr";
  readonly data: Buffer;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onStart?: (key: string) => void;
  readonly onChunk?: (chunk: Chunk) => void;
}

/** A sensor that is armed before the reproduction and stopped after it. */
export interface Sensor {
  /** Resolves when the command printed the line `CULPRIT-ARMED` (which is removed from its output), rejects never. */
  readonly armed: Promise<"armed" | Failure>;
  /** Closes its stdin, which asks it to finish, and waits for the answer within its deadline. */
  finish(): Promise<Answer>;
}

/** A held connection to one host. At most 4 channels at a time; more wait. */
export interface Session {
  readonly destination: Destination;
  readonly fingerprint: string;
  /** All commands in one channel, one after the other, framed; answers in the order asked. Never rejects. */
  batch(commands: readonly Command[], options?: RunOptions): Promise<readonly Answer[]>;
  sensor(command: Command, options?: RunOptions): Sensor;
  /** Resolves when the connection is gone, with why. */
  readonly closed: Promise<Failure | null>;
  close(): Promise<void>;
}

/** The way to hosts. Two implementations exist, both real SSH; tests run one contract suite against OpenSSH and the replay server. */
export interface Transport {
  connect(
    destination: Destination,
    options: {
      readonly onUnknownKey: HostKeyDecision;
      readonly signal?: AbortSignal;
      /** A connection that nobody else uses, made now and gone when the session is closed. */
      readonly alone?: boolean;
    },
  ): Promise<Session | Failure>;
  close(): Promise<void>;
}

export const isFailure = (value: object): value is Failure => "kind" in value && !("batch" in value);
