import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import type { Evidence, Runbook } from "#machines/contract/index.ts";
import type { PictureType } from "#machines/journal/picture.ts";

/** Raw output as it is stored: what was seen, immutable. */
export interface NewObservation {
  readonly id: string;
  readonly request: string;
  readonly attempt: number;
  readonly host: string;
  readonly collector: string;
  readonly commandLine: string;
  readonly args: Readonly<Record<string, string>>;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly truncated: boolean;
  readonly sha256: string;
  readonly bootId: string | null;
  readonly uptimeSeconds: number | null;
  readonly startedAt: Date;
  readonly durationMs: number;
}

/** Bytes of a picture, under their hash. */
export interface StoredPicture {
  readonly sha256: string;
  readonly type: PictureType;
  readonly content: Buffer;
}

export interface Append {
  /** The seq the writer believes is last. Null: whatever is last (a note by a person cannot conflict). */
  readonly expected: number | null;
  readonly events: readonly { readonly body: EventBody; readonly actor: Actor }[];
  readonly observations?: readonly NewObservation[];
  readonly evidence?: readonly Evidence[];
  /** Pictures of the notes among the events. One that is there already stays as it is. */
  readonly pictures?: readonly StoredPicture[];
  /** The worker's fence; refused when another worker holds the investigation. */
  readonly lease?: string;
}

export type Appended =
  | { readonly ok: true; readonly events: readonly InvestigationEvent[] }
  | { readonly ok: false; readonly why: "moved" | "leaseLost" | "gone" };

/**
 * The log of investigations. Two implementations: PostgreSQL (server/store) and memory (`culprit investigate` without a server).
 * An append is all or nothing; what it returned `ok` for survives kill -9 (PostgreSQL).
 */
export interface Journal {
  /** The state is always the fold of the log (machines/step.ts), never a stored snapshot: one truth, measured below a millisecond for 100 events. */
  create(investigation: {
    readonly id: string;
    readonly title: string;
    readonly runbook: Runbook;
    readonly hostNames: readonly string[];
    readonly practice: boolean;
    readonly actor: Actor;
    /** The sweep that it is one host of. */
    readonly sweep?: string;
  }): Promise<void>;
  read(id: string, afterSeq?: number): Promise<readonly InvestigationEvent[]>;
  append(id: string, append: Append): Promise<Appended>;
  /** Streams text of running commands to those who watch; may be dropped, never blocks the collection. */
  live(
    id: string,
    chunk: { readonly request: string; readonly stream: "stdout" | "stderr"; readonly offset: number; readonly text: string },
  ): void;
  /** Takes the investigation for this worker, or extends its hold; false when another worker has it. */
  lease(id: string, token: string, forMs: number): Promise<boolean>;
  release(id: string, token: string): Promise<void>;
}
