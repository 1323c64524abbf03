import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { ChangeCard } from "../conversation/ChangeCard.tsx";
import type { Decides } from "../conversation/decides.ts";
import { Sample } from "./Sample.tsx";

export interface ChangesProps {
  readonly ended: readonly InvestigationEvent[];
  /** What happened to a change, state by state. */
  readonly changes: Readonly<Record<string, readonly Pick<InvestigationEvent, "actor">[] & readonly EventBody[]>>;
}

const EVERYTHING: Decides = { me: "local", steer: true, change: true, trust: true, alone: false };
const NOTHING: Decides = { ...EVERYTHING, change: false };

/** A change of a host, from being asked for to what it came to. */
export function Changes({ ended, changes }: ChangesProps): React.JSX.Element {
  // Of what was brought here nobody is asked here.
  const here = ended.filter(({ type }) => type !== "imported").map((event, at) => ({ ...event, seq: at + 1 }));
  const last = here.at(-1);
  const log = (bodies: ChangesProps["changes"][string]): readonly InvestigationEvent[] => [
    ...here,
    ...bodies.map((body, at) => ({ ...body, seq: here.length + at + 1, at: last?.at ?? "" }) as InvestigationEvent),
  ];
  return (
    <>
      <h2>Changes</h2>
      {Object.entries(changes).map(([state, bodies]) => (
        <Sample key={state} title={`change, ${state}`}>
          <ChangeCard id="c1" events={log(bodies)} base="/api/v1/investigations/design" decides={EVERYTHING} />
        </Sample>
      ))}
      <Sample title="change, no permission">
        <ChangeCard id="c1" events={log(changes["asked"] ?? [])} base="/api/v1/investigations/design" decides={NOTHING} />
      </Sample>
    </>
  );
}
