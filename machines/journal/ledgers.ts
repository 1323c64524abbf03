import type { Message } from "./message.ts";

type Notice = Extract<Message, { kind: "notice" }>;

/** One host's ledger that proves that nothing changed, and by which checks; null for every other message. */
function provenBy(message: Message | undefined): string | null {
  if (message?.kind !== "notice" || message.event.type !== "ledger") return null;
  const { checks } = message.event;
  return checks.length > 0 && checks.every(({ same }) => same === true) ? checks.map(({ what }) => what).join("\n") : null;
}

/** Hosts after one another on which the same checks prove that nothing changed are told in one line; a host that differs keeps its own. */
export function withLedgersTogether(messages: readonly Message[]): readonly Message[] {
  const together: Message[] = [];
  for (const message of messages) {
    const last = together.at(-1);
    const proof = provenBy(message);
    if (proof === null || proof !== provenBy(last)) together.push(message);
    else together[together.length - 1] = joined(last as Notice, message as Notice);
  }
  return together;
}

const joined = (one: Notice, other: Notice): Notice => ({
  ...one,
  seqs: [...one.seqs, ...other.seqs],
  alike: [...(one.alike ?? [nameIn(one)]), nameIn(other)],
});

const nameIn = ({ event, hosts }: Notice): string => (event.type === "ledger" ? (hosts.get(event.host) ?? event.host) : "");
