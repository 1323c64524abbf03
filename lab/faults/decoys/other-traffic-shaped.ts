import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { probed } from "../../measure/probed.ts";
import { program } from "../../programs/program.ts";
import type { Fault } from "../fault.ts";

const PORT = 5_140;
const TABLE = "inet marking";

/** The class is chosen by the packet's priority, which spares the discipline a classifier that not every kernel has. */
const MARKING = `table ${TABLE} {
  chain output {
    type filter hook output priority mangle; policy accept;
    udp dport ${PORT} meta priority set 1:20
  }
}
`;

const shaping = (dev: string): string => `qdisc replace dev ${dev} root handle 1: htb default 10
class add dev ${dev} parent 1: classid 1:10 htb rate 1gbit
class add dev ${dev} parent 1: classid 1:20 htb rate 500kbit
qdisc add dev ${dev} parent 1:20 handle 20: pfifo limit 5
`;

export const otherTrafficShaped: Fault = {
  id: "other-traffic-shaped",
  kind: "decoy",
  topology: "pair",
  about: "A shaper on beta's way out drops backup traffic in a class of its own; everything else passes at full rate.",
  story: "tc on beta shows thousands of drops, and somebody says that beta loses what it sends.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const owner = otherTrafficShaped.id;
    await beta.must(["tc", "-batch", "-"], { input: shaping(beta.dataInterface) });
    await loadTable(beta, MARKING);
    await startProcess(lab, { owner, name: "backup-store", on: alpha, argv: program("reader.ts", alpha.dataAddress, PORT, 200_000, 0) });
    await startProcess(lab, { owner, name: "backup", on: beta, argv: program("datagrams.ts", alpha.dataAddress, PORT, 30, 1_000, 200) });
  },
  heal: async (lab) => {
    const beta = hostOf(lab, "beta");
    await dropTable(beta, TABLE);
    // Replacing it by the veth's default first: deleting a root that is not there is an error.
    await beta.must(["tc", "qdisc", "replace", "dev", beta.dataInterface, "root", "pfifo"]);
    await beta.must(["tc", "qdisc", "del", "dev", beta.dataInterface, "root"]);
  },
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost, change } = await probed(lab, async () => {
      const text = await beta.must(["tc", "-s", "qdisc", "show", "dev", beta.dataInterface, "root"]);
      return { dropped: Number(/dropped (\d+)/.exec(text)?.[1] ?? 0) };
    });
    const dropped = change["dropped"] ?? 0;
    return { symptom: lost > 0, mechanism: dropped > 20, saw: `${lost} of ${sent} lost; beta's shaper dropped +${dropped}` };
  },
};
