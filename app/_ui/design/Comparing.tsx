import { useMemo, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { judge } from "#machines/judge.ts";
import { Comparison } from "../compare/Comparison.tsx";
import { sideOf } from "../compare/sides.ts";
import type { Decides } from "../conversation/decides.ts";
import { Rejudgement } from "../review/Rejudgement.tsx";
import { ReviewBar } from "../review/ReviewBar.tsx";
import { WhatRan } from "../review/WhatRan.tsx";
import { Sample } from "./Sample.tsx";

interface Props {
  readonly ended: readonly InvestigationEvent[];
  readonly running: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

const DECIDES: Decides = { me: "local", steer: false, change: true, trust: true, alone: false };
const LEA = { kind: "person", id: "lea", name: "Lea Roux", via: "page" } as const;
const FEW = 4;
const AT = "2026-11-23T09:00:00.000Z";

/** What a lead does with investigations that ended. */
export function Comparing({ ended, running, catalogue }: Props): React.JSX.Element | null {
  const [a, b] = useMemo(() => [sideOf(ended, catalogue), sideOf(running, catalogue)], [ended, running, catalogue]);
  const messages = useMemo(() => conversation(ended, { catalogue, judgement: judge(factsOf(ended, catalogue)) }), [ended, catalogue]);
  const told = ended.findLast((event) => event.type === "concluded")?.verdict;
  const [first] = ended;
  if (a === null || b === null || told === undefined || first?.type !== "started") return null;
  const signed = (judgement: "agreed" | "overruled"): readonly InvestigationEvent[] => [
    ...ended.filter(({ type }) => type !== "signedOff"),
    { type: "signedOff", judgement, reason: "The ring was the cause.", actor: LEA, at: AT, seq: ended.length + 1 } as InvestigationEvent,
  ];
  const bars = [
    { title: "review, not signed off", events: ended.filter(({ type }) => type !== "signedOff") },
    { title: "review, signed off", events: signed("agreed") },
    { title: "review, overruled", events: signed("overruled") },
    { title: "review, no permission", events: signed("agreed"), may: false },
  ];
  const differs = {
    ...{ verdict: { ...told, kind: "undetermined", causes: [], say: "What was read does not decide between the causes." } as const },
    ...{ differences: ["The verdict is undetermined, and was a cause."], readings: ["softnet on net-2: dropped is unknown, and was 12."] },
    wanting: [{ test: "softnet", host: "net-2" }],
  };
  const same = { verdict: told, differences: [], readings: [], wanting: [] };
  const rejudged = { told, rounds: 3, version: first.runbook.version, runbook: first.runbook };
  return (
    <>
      <h2>Review</h2>
      {bars.map(({ title, events, may = true }) => (
        <Sample key={title} title={title}>
          <Bar events={events} catalogue={catalogue} may={may} />
        </Sample>
      ))}
      <Sample title="judged again: the same">
        <Rejudgement result={{ ...rejudged, ...same }} version={rejudged.version} runbook={rejudged.runbook} hosts={{}} removed={0} />
      </Sample>
      <Sample title="judged again: otherwise">
        <Rejudgement result={{ ...rejudged, ...differs }} version={rejudged.version} runbook={rejudged.runbook} hosts={{}} removed={2} />
      </Sample>
      <Sample title="what was run, on paper; nothing">
        <WhatRan messages={messages.filter(({ kind }) => kind === "command").slice(0, FEW)} id="design" />
        <WhatRan messages={[]} id="design" />
      </Sample>
      <h2>Comparison</h2>
      <Sample title="one that ended, and one that runs">
        <Comparison a={a} b={b} ids={{ a: "design", b: "design-2" }} />
      </Sample>
      <Sample title="of the same">
        <Comparison a={a} b={a} ids={{ a: "design", b: "design-2" }} />
      </Sample>
    </>
  );
}

function Bar({
  events,
  catalogue,
  may,
}: {
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
  readonly may: boolean;
}) {
  const [at, setAt] = useState<number | null>(null);
  return (
    <ReviewBar
      {...{ id: "design", events, catalogue, at, decides: DECIDES, rights: { steer: false, write: may, review: may } }}
      onAt={setAt}
      onAct={() => Promise.resolve(true)}
    />
  );
}
