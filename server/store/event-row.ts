import type { InvestigationEvent } from "#machines/journal/event.ts";

/** An entry of a log, as it is stored. */
interface EventRow {
  readonly seq: number;
  readonly at: Date;
  readonly body: unknown;
  readonly actorKind: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly actorVia: string;
}

export const eventOf = ({ seq, at, body, actorKind, actorId, actorName, actorVia }: EventRow): InvestigationEvent =>
  ({
    ...(body as object),
    seq,
    at: at.toISOString(),
    actor: { kind: actorKind, id: actorId, name: actorName, via: actorVia },
  }) as InvestigationEvent;
