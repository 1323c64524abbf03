import { lossesIn, sentWords, type Counted } from "./passage.ts";
import type { Around } from "./around.ts";
import { sidesOf } from "./interfaces.ts";
import { newest, numberIn, rowsIn } from "./readings.ts";
import { endOf, type Way } from "./end.ts";
import type { Hop, Leg } from "./view.ts";

const hop = (host: string, link: string, kind: string): Hop => ({
  id: `${host} ${link}`,
  host,
  link,
  namespace: null,
  kind,
  mtu: null,
  counters: [],
});

/** Packets of full size between the two ends: what was sent and what came through. Where they vanish in between, only the MTUs can say. */
export function sweepLegs({ readings, names, brief }: Around, way: Way): readonly Leg[] {
  const columns = way.hops.length;
  return ["sender", "receiver"].flatMap((role, index): readonly Leg[] => {
    const host = brief.hosts.find((one) => one.role === role);
    const taken = host === undefined ? undefined : newest(readings, "dfSweep", host.key);
    const full = numberIn(taken?.reading.fields["full"]);
    const row = rowsIn(taken, "sizes").find(({ key }) => key === String(full));
    if (taken === undefined || row === undefined || columns < 2) return [];
    const back = index === 1;
    const [here, there] = back ? [columns - 1, 0] : [0, columns - 1];
    const other = names.get(brief.hosts.find((one) => one.role === (back ? "sender" : "receiver"))?.key ?? "") ?? "the other end";
    const from = names.get(taken.host) ?? taken.host;
    const points = [
      { column: here, seen: row["sent"] ?? { unknown: "not read" }, say: `sent by ${from}` },
      { column: there, seen: row["received"] ?? { unknown: "not read" }, say: `answered by ${other}` },
    ];
    const [sent, received] = points.map(({ seen }) => numberIn(seen));
    const count = (sent ?? 0) - (received ?? sent ?? 0);
    // Where some come through, it is not their size that ends the others.
    const end = received === 0 && full !== null ? endOf(full, way, back) : { from: here, to: there, mtu: null };
    const losses = count > 0 ? [{ after: 0, count, within: false, ...end }] : [];
    return [{ title: `Packets of ${full} bytes, ${from} to ${other}`, say: sentWords(points), seq: taken.seq, back, points, losses }];
  });
}

/** Adverts of a virtual router: where they leave, where they arrive, and what a socket got. */
export function advertLegs({ readings, names, brief }: Around): Counted | null {
  const taken = newest(readings, "advertPath");
  const nameOf = (role: string): string => {
    const host = brief.hosts.find((one) => one.role === role);
    return host === undefined ? role : (names.get(host.key) ?? host.name);
  };
  if (taken === undefined) return null;
  const { fields } = taken.reading;
  const counts = [fields["sentByMaster"], fields["arrived"], fields["delivered"]].map((one) => one ?? { unknown: "not read" });
  const says = ["left the master", "came to the backup's interface", "came through its packet filter"];
  const points = counts.map((seen, column) => ({ column, seen, say: says[column] ?? "" }));
  const linkOf = (role: string, side: "in" | "out"): string => {
    const host = brief.hosts.find((one) => one.role === role);
    return (host === undefined ? null : sidesOf(readings, host.key)[side]?.link) ?? "interface";
  };
  const hops = [
    hop(nameOf("master"), linkOf("master", "out"), "interface"),
    hop(nameOf("backup"), linkOf("backup", "in"), "interface"),
    hop(nameOf("backup"), "socket", "program"),
  ];
  const hosts = hops.map(({ host }) => ({ host }));
  return {
    hops,
    legs: [
      { title: "Adverts of the master", say: sentWords(points), seq: taken.seq, back: false, points, losses: lossesIn(points, hosts) },
    ],
  };
}
