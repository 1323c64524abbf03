import { useState } from "react";
import { CELL_STATES, type CellState } from "#machines/sweep/cell-state.ts";
import type { AlertItem } from "#server/read/alerts.ts";
import { AlertRow } from "../alerts/AlertRow.tsx";
import { InvestigationTable } from "../lists/InvestigationTable.tsx";
import type { InvestigationItem } from "../lists/item.ts";
import { KeyList } from "../lists/KeyList.tsx";
import { StuckChanges } from "../lists/StuckChanges.tsx";
import { States } from "../sweeps/States.tsx";
import { Sample } from "./Sample.tsx";

const AT = "2026-11-21T02:14:22.000Z";
const LATER = "2026-11-21T02:19:34.000Z";
const KEY = "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M";
const LONG = "neutron-openvswitch-agent-default-7d9f8b6c5d-x2v9q.openstack.svc.cluster.local";

const one: InvestigationItem = {
  ...{ id: "design-1", number: 1, title: "Loss to tenant routers", runbookId: "small-packet-loss", status: "running", verdict: null },
  ...{
    certainty: null,
    cause: null,
    hostNames: ["net-2", "gw-1"],
    practice: false,
    stuck: false,
    commands: 31,
    startedByName: "Ines Aydin",
  },
  ...{ createdAt: AT, endedAt: null, signedOffBy: null, overruled: false, heldBy: null, waitsFor: null },
};
const ended = { ...one, status: "concluded", endedAt: LATER } as const;
export const ITEMS: readonly InvestigationItem[] = [
  one,
  { ...one, status: "waiting", title: "VIP flaps between two balancers", waitsFor: "you" },
  { ...one, status: "waiting", title: "Uploads to the new mirror stall", waitsFor: "an approver" },
  { ...one, status: "paused", title: "Slow volume attach in zone B", heldBy: "Ben Okafor" },
  { ...ended, status: "stopped", title: "Uploads stall" },
  { ...ended, verdict: "cause", certainty: "confirmed", cause: "backlogOverflow" },
  { ...ended, verdict: "cause", certainty: "established", cause: "conntrackFull", signedOffBy: "Lea Roux" },
  { ...ended, verdict: "cause", certainty: "suspected", cause: "ringOverrun", signedOffBy: "Lea Roux", overruled: true },
  { ...ended, verdict: "several", certainty: "suspected" },
  { ...ended, verdict: "noneOfThese", stuck: true },
  { ...ended, verdict: "symptomAbsent", practice: true },
  {
    ...ended,
    verdict: "undetermined",
    title: "A title that somebody pasted from a ticket and that goes on for longer than any row has room",
    hostNames: [LONG],
  },
].map((item, at) => ({ ...item, id: `design-${at}`, number: 201 + at }) as InvestigationItem);

const alert: AlertItem = {
  ...{
    id: "design",
    name: "BacklogOverflow",
    summary: "cmp-7 drops packets before the kernel reads them",
    severity: "critical",
    since: AT,
    seen: AT,
  },
  ...{ quietSince: null, same: 1, leftOut: 0, hosts: ["cmp-7"], strangers: [], moreHosts: false, moreStrangers: false, also: [] },
  ...{ investigation: null, resolvedAt: null, dismissedBy: null },
  type: { id: "small-packet-loss", title: "A small share of the packets is lost", because: "Its rule names it (culprit_runbook)." },
};
export const ALERTS: readonly { readonly title: string; readonly item: AlertItem; readonly acts?: boolean }[] = [
  { title: "alert, waiting", item: alert },
  {
    title: "alert, of many hosts",
    item: { ...alert, same: 14, leftOut: 31, hosts: ["cmp-7", "cmp-8"], strangers: [LONG], moreHosts: true, moreStrangers: true },
  },
  { title: "alert, not told again", item: { ...alert, quietSince: AT, severity: null, summary: null } },
  { title: "alert, no permission", item: alert, acts: false },
  { title: "alert, over", item: { ...alert, resolvedAt: LATER } },
  { title: "alert, dismissed", item: { ...alert, dismissedBy: "Ben Okafor" } },
];

const SAY: Readonly<Record<CellState, string | null>> = {
  ...{ matches: null, running: null, pending: null, notSeen: null, refuted: null },
  cannotTell: "permission denied reading conntrack table",
  unreached: "SSH did not answer",
  waiting: "Its SSH key has not been approved yet",
  stopped: "stopped by Ines Aydin",
};
const TILES = CELL_STATES.flatMap((state, at) =>
  [0, 1].map((n) => ({
    n: at * 2 + n,
    name: n === 1 && at === 0 ? LONG : `cmp-${at * 2 + n}`,
    state,
    reason: SAY[state],
    say: "",
    lines: [],
  })),
);

/** Rows of the pages, one for each state, and a list without any. */
export function Lists(): React.JSX.Element {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <>
      <h2>Lists</h2>
      <Sample title="investigations">
        <InvestigationTable items={ITEMS} />
      </Sample>
      {ALERTS.map(({ title, item, acts = true }) => (
        <Sample key={title} title={title}>
          <ul>
            <AlertRow item={item} acts={acts} />
          </ul>
        </Sample>
      ))}
      <Sample title="hosts of a sweep">
        <States tiles={TILES} open={open} onOpen={setOpen} />
      </Sample>
      <Sample title="approved keys">
        <KeyList
          keys={[{ address: "192.0.2.9", port: 22, algorithm: "ssh-ed25519", fingerprint: KEY, approvedBy: "Ines Aydin", approvedAt: AT }]}
        />
      </Sample>
      <Sample title="changes that are not proven to be undone">
        <StuckChanges
          changes={[
            {
              ...{ investigation: "design", number: 214, host: "net-2", address: "192.0.2.9", title: "length of a CPU's receive backlog" },
              ...{ before: "1000", after: "3000", undoLine: "sysctl -w net.core.netdev_max_backlog=1000" },
            },
          ]}
        />
      </Sample>
    </>
  );
}
