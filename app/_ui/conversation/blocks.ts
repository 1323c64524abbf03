import type { Message } from "#machines/journal/message.ts";

type Command = Extract<Message, { kind: "command" }>;

/** Quick commands that do not speak for a cause: one line until somebody wants to see them. */
export interface Quiet {
  readonly kind: "quiet";
  readonly key: string;
  readonly thread: string | null;
  readonly seq: number;
  readonly seqs: readonly number[];
  readonly commands: readonly Command[];
  /** The round goes on: what they say is not complete. */
  readonly going: boolean;
}

const FEW = 3;

/** Within a round, what shows something or takes its time stands for itself; the quick and quiet commands are one block. */
export function blocksOf(messages: readonly Message[]): readonly (Message | Quiet)[] {
  const judged = new Set(messages.flatMap((message) => (message.kind === "evidence" ? [message.thread] : [])));
  const blocks: (Message | Quiet)[] = [];
  for (let at = 0; at < messages.length;) {
    const message = messages[at];
    if (message === undefined) break;
    const group = groupAt(messages, at);
    blocks.push(...(group.length === 0 ? [message] : folded(group, !judged.has(message.thread))));
    at += Math.max(1, group.length);
  }
  return blocks;
}

function groupAt(messages: readonly Message[], at: number): readonly Command[] {
  const group: Command[] = [];
  for (const message of messages.slice(at)) {
    if (message.kind !== "command" || message.thread !== messages[at]?.thread) break;
    group.push(message);
  }
  return group;
}

function folded(group: readonly Command[], going: boolean): readonly (Message | Quiet)[] {
  const quiet = group.filter(isQuiet);
  const first = quiet[0];
  if (first === undefined || quiet.length < FEW) return group;
  const block: Quiet = {
    kind: "quiet",
    key: `quiet ${first.key}`,
    thread: first.thread,
    seq: first.seq,
    seqs: quiet.flatMap(({ seqs }) => seqs),
    commands: quiet,
    going,
  };
  const others = group.filter((one) => !isQuiet(one));
  // While the round goes on, what runs now stays last; afterwards what shows something comes first.
  return going ? [block, ...others] : [...others, block];
}

const isQuiet = ({ card }: Command): boolean =>
  card.risk === "R0" &&
  !card.telling &&
  card.askedBy === null &&
  card.test !== "reproduction" &&
  card.runs.every(({ state }) => state === "observed" || state === "running");
