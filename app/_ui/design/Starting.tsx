import type { Runbook } from "#machines/contract/index.ts";
import { Alerts } from "../alerts/Alerts.tsx";
import { FirstVisit } from "../start/FirstVisit.tsx";
import { NewForm } from "../start/NewForm.tsx";
import { Practice } from "../start/Practice.tsx";
import { PracticeList } from "../start/PracticeList.tsx";
import { SymptomField } from "../start/SymptomField.tsx";
import { ALERTS } from "./Lists.tsx";
import { Sample } from "./Sample.tsx";
import { Still } from "./Still.tsx";

const AT = "2026-11-21T02:14:22.000Z";
const RUNS = { runs: 9, practice: 2, concluded: 7, medianSeconds: 480, endings: [] };
const TYPES = [
  {
    ...{ id: "small-packet-loss", title: "A small share of the packets is lost", hypotheses: 21, tests: 17, runs: RUNS },
    symptoms: ["ping loses a few packets now and then"],
  },
  {
    ...{ id: "large-packets-vanish", title: "Large packets vanish", hypotheses: 14, tests: 12, runs: null },
    symptoms: ["small pings work, large ones do not"],
  },
];
const incident = {
  ...{ id: "design", title: "Loss to tenant routers", say: "Since Tuesday a few packets are lost.", seconds: 30, kind: "cause" as const },
  ...{ teaches: "Counters of the kernel before those of the card.", truth: "The receive backlog was too short.", named: true },
  ...{ runbookTitle: "A small share of the packets is lost", verdict: "A receive backlog overflows." },
};
const INCIDENTS = [
  incident,
  {
    ...incident,
    id: "design-1",
    title: "Uploads stall",
    named: false,
    kind: "undetermined" as const,
    verdict: "What was read does not decide.",
  },
];
const HEARD = { more: true, done: [], setUp: true, heardAt: AT, deaf: false, refusedAt: null, acts: true, shown: 5, step: 5 };

/** How an investigation begins. */
export function Starting({ runbook }: { readonly runbook: Runbook }): React.JSX.Element {
  const form = { runbook, sends: true, inventory: [], said: "", mayTrust: true };
  return (
    <>
      <h2>Start</h2>
      <Sample title="what is going wrong; without a match">
        <Still>
          <SymptomField types={TYPES} />
        </Still>
        <Still>
          <SymptomField types={[]} />
        </Still>
      </Sample>
      <Sample title="first visit; practice">
        <FirstVisit hosts={0} />
        <Still>
          <Practice incidents={INCIDENTS} />
        </Still>
        <Still>
          <PracticeList incidents={INCIDENTS} />
        </Still>
        <PracticeList incidents={[]} />
      </Sample>
      <Sample title="alerts: waiting, none can arrive, a delivery was refused">
        <Still>
          <Alerts {...HEARD} waiting={ALERTS.slice(0, 1).map(({ item }) => item)} />
        </Still>
        <Alerts {...HEARD} more={false} deaf waiting={[]} />
        <Alerts {...HEARD} more={false} refusedAt={AT} waiting={[]} />
      </Sample>
      <Sample title="form, empty">
        <Still>
          <NewForm {...form} />
        </Still>
      </Sample>
      <Sample title="form, filled by an alert">
        <Still>
          <NewForm
            {...form}
            notice="The lab was raised again since."
            filled={{
              key: "design",
              hosts: {},
              inputs: {},
              alert: { id: "design", say: "From the alert BacklogOverflow on cmp-7." },
              title: "Loss on cmp-7",
            }}
          />
        </Still>
      </Sample>
    </>
  );
}
