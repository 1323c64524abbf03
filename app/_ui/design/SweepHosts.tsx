import { useState } from "react";
import type { HostOffer } from "#server/read/sweeps.ts";
import { Host } from "../sweeps/Host.tsx";
import { HostPicker } from "../sweeps/HostPicker.tsx";
import type { Tile } from "../sweeps/States.tsx";
import sweeps from "../sweeps/sweeps.module.css";
import { Sample } from "./Sample.tsx";

const HOST = { name: "net-2", address: "192.0.2.20", user: "culprit" };
const NAME = { n: 0, name: "net-2" };
const DENIED = "permission denied reading softnet on net-2";

const STANDS: readonly (readonly [title: string, tile: Tile, runbook: string | null])[] = [
  [
    "a host that shows it",
    {
      ...{ ...NAME, investigation: "design", state: "matches", reason: null },
      say: "2 of its 3 predictions could be looked at, and what is characteristic of it was seen. No rival was looked at.",
      lines: [
        { test: "softnet", state: "held", say: "predicted dropped > 0, saw 8" },
        { test: "hostDrops", state: "failed", say: "predicted ring > 0, saw 0" },
        { test: "links", state: "unknown", say: DENIED },
      ],
    },
    "small-packet-loss",
  ],
  [
    "one that cannot tell, for whoever may start none",
    { ...NAME, investigation: "design", state: "cannotTell", reason: DENIED, say: `${DENIED}. That rules nothing out.`, lines: [] },
    null,
  ],
  [
    "one whose key waits",
    { ...NAME, investigation: "design", state: "waiting", reason: null, say: "Its SSH key has not been approved yet.", lines: [] },
    "small-packet-loss",
  ],
  [
    "one that was not its turn yet",
    { ...NAME, state: "pending", reason: null, say: "It has not been its turn yet.", lines: [] },
    "small-packet-loss",
  ],
];

const OFFERS: readonly HostOffer[] = [
  { ...HOST, group: "region-1", labels: ["compute", "rack 12"], closed: false },
  { name: "net-3", address: "192.0.2.30", group: "region-1", labels: [], closed: true },
  { name: "lb-a", address: "2001:db8::12", port: 2222, group: null, labels: [], closed: false },
];

/** One host of a sweep, as it stands, and which hosts a new one reads. */
export function SweepHosts(): React.JSX.Element {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(["net-2"]));
  const [none, setNone] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      {STANDS.map(([title, tile, runbook]) => (
        <Sample key={title} title={title}>
          <Host tile={tile} host={HOST} runbook={runbook} onClose={() => undefined} />
        </Sample>
      ))}
      <Sample title="hosts to read: one chosen, one that this person may not investigate">
        <form className={sweeps.choose} onSubmit={(event) => event.preventDefault()}>
          <HostPicker hosts={OFFERS} first="" chosen={chosen} onChoose={setChosen} />
        </form>
      </Sample>
      <Sample title="hosts to read: an empty inventory">
        <form className={sweeps.choose} onSubmit={(event) => event.preventDefault()}>
          <HostPicker hosts={[]} first="" chosen={none} onChoose={setNone} />
        </form>
      </Sample>
    </>
  );
}
