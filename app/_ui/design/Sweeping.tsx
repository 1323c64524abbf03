import type { Runbook } from "#machines/contract/index.ts";
import { Causes } from "../sweeps/Causes.tsx";
import { Cost } from "../sweeps/Cost.tsx";
import { SweepTable } from "../sweeps/SweepTable.tsx";
import { Sample } from "./Sample.tsx";
import { SweepHosts } from "./SweepHosts.tsx";

const AT = "2026-11-21T02:14:22.000Z";
const COST = { readings: 3, seconds: 12, mostBytes: 400_000, risk: "R0", effects: [] } as const;
const signature = {
  ...{ cost: COST, looked: ["softnet dropped > 0"], of: 3, inputs: {} },
  left: [{ say: "qdisc backlog", why: "needs a second reading" }],
};
const line = {
  ...{ id: "design", number: 7, runbookId: "small-packet-loss", title: "A small share of the packets is lost", createdAt: AT },
  ...{ claim: "A CPU's receive backlog overflows.", startedByName: "Ines Aydin", hosts: 214, read: 80, matches: 3 },
};

/** One cause on many hosts: what it costs, and what came of it. */
export function Sweeping({ runbook }: { readonly runbook: Runbook }): React.JSX.Element {
  const causes = Object.entries(runbook.hypotheses).slice(0, 4);
  return (
    <>
      <h2>Sweeps</h2>
      <Sample title="causes to look for, and one that cannot be">
        <form onSubmit={(event) => event.preventDefault()}>
          <Causes
            causes={causes.map(([id, { claim }], n) => ({
              id,
              claim,
              signature: n === 0 ? { cannot: "It needs a second host." } : signature,
            }))}
            chosen={causes[1]?.[0] ?? ""}
            onChoose={() => undefined}
          />
        </form>
      </Sample>
      <Sample title="what it costs">
        <Cost signature={signature} seconds={12} hosts={214} atOnce={10} />
      </Sample>
      <Sample title="sweeps: running, ended, stopped">
        <SweepTable
          sweeps={(["running", "ended", "stopped"] as const).map((status, n) => ({ ...line, id: `design-${n}`, number: 7 + n, status }))}
        />
      </Sample>
      <SweepHosts />
    </>
  );
}
