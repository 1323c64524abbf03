import type { Catalogue, Verdict } from "#machines/contract/index.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { Message } from "#machines/journal/message.ts";
import { judge } from "#machines/judge.ts";
import { VerdictCard } from "../conversation/VerdictCard.tsx";
import { Sample } from "./Sample.tsx";

export interface VerdictsProps {
  readonly ended: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

const FEW = 2;

/** Every way in which an investigation ends, over the evidence of one: it is the card that is shown here. */
export function Verdicts({ ended, catalogue }: VerdictsProps): React.JSX.Element | null {
  const message = conversation(ended, { catalogue, judgement: judge(factsOf(ended, catalogue)) }).find(({ kind }) => kind === "verdict");
  if (message?.kind !== "verdict") return null;
  return (
    <>
      <h2>Verdicts</h2>
      {variants(message).map(([title, verdict]) => (
        <Sample key={title} title={title}>
          <VerdictCard
            message={{ ...message, verdict }}
            exportUrl="/api/v1/investigations/design/export"
            id="design"
            catalogue={catalogue}
          />
        </Sample>
      ))}
    </>
  );
}

function variants({ verdict: whole }: Extract<Message, { kind: "verdict" }>): readonly (readonly [title: string, verdict: Verdict])[] {
  const [cause] = whole.causes;
  if (cause === undefined) return [];
  // A few of each standing: the card of the conversation above has all of them.
  const few = Object.values(Object.groupBy(whole.standings, ({ standing }) => standing)).flatMap((alike) => alike.slice(0, FEW));
  const verdict = { ...whole, standings: few };
  const without = { ...verdict, causes: [], contributing: [] };
  const decides = ["Read the receive backlog's counters on every host: without them the rivals cannot be told apart."];
  return [
    ["verdict, confirmed", { ...verdict, causes: [{ ...cause, certainty: "confirmed" }] }],
    ["verdict, suspected", { ...verdict, causes: [{ ...cause, certainty: "suspected" }], wouldDecide: decides }],
    [
      "verdict, several",
      {
        ...verdict,
        kind: "several",
        say: "More than one cause fits what was seen.",
        causes: [cause, { ...cause, certainty: "suspected" }],
      },
    ],
    ["verdict, none of these", { ...without, kind: "noneOfThese", say: "None of the causes that this runbook knows." }],
    [
      "verdict, undetermined",
      { ...without, kind: "undetermined", say: "What was read does not decide between the causes.", wouldDecide: decides },
    ],
    ["verdict, symptom absent", { ...without, kind: "symptomAbsent", say: "The symptom was not there while it was measured." }],
  ];
}
