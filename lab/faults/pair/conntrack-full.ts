import { inWindow } from "../../measure/window.ts";
import { fileURLToPath } from "node:url";
import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { LabProblem } from "../../hosts/problem.ts";
import { run, must } from "../../hosts/run.ts";
import { changeSetting } from "../../hosts/setting.ts";
import { MANAGEMENT_INTERFACE } from "../../hosts/topology.ts";
import type { Fault } from "../fault.ts";
import { dropTable, loadTable } from "../../means/filter.ts";

const TABLE = "inet tracking";
const LIMIT = "/proc/sys/net/netfilter/nf_conntrack_max";
/** Entries that stay free for the probe and for chance. */
const FREE = 4;
/** Arbitrary: more tracked connections elsewhere on this machine than a quarter of this, and they must not be put at risk. */
const LARGEST_LIMIT = 20_000;

const FILE = "/run/lab/flows";

/** Asking for the connection's state is what makes the kernel track connections. Management stays out, or nobody could log in. */
const RULES = `table ${TABLE} {
  chain unmanaged {
    type filter hook prerouting priority raw; policy accept;
    iifname "${MANAGEMENT_INTERFACE}" notrack
  }
  chain answers {
    type filter hook output priority raw; policy accept;
    oifname "${MANAGEMENT_INTERFACE}" notrack
  }
  chain input {
    type filter hook input priority filter; policy accept;
    ct state established,related counter accept
  }
}
`;

export const conntrackFull: Fault = {
  id: "conntrack-full",
  kind: "fault",
  topology: "pair",
  about: "Beta's connection-tracking table is full; a flow that has to be entered anew is refused until there is room.",
  story: "New connections to beta hang at times, and a percent of the probes is lost in small groups. Established connections are fine.",
  groundTruth: { causes: [{ id: "conntrackFull", host: "beta" }] },
  parameters: {},
  inject,
  heal: async (lab) => {
    const beta = hostOf(lab, "beta");
    await dropTable(beta, TABLE);
    await beta.must(["conntrack", "-F"]);
  },
  check: inWindow(({ sent, lost, lossPercent, change, after }) => {
    const dropped = change["beta.conntrackDrop"] ?? 0;
    return {
      symptom: lost > 0,
      mechanism: lost > 0 && Math.abs(dropped - lost) <= Math.max(2, 0.2 * lost) && change["alpha.conntrackDrop"] === 0,
      saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); conntrack drop beta +${dropped}; ${after["beta.conntrackCount"]} of ${after["beta.conntrackMax"]} entries`,
    };
  }),
};

async function inject(lab: Lab): Promise<void> {
  const beta = hostOf(lab, "beta");
  const limit = await safeLimit();
  await loadTable(beta, RULES);
  await beta.must(["sh", "-c", `cat > ${FILE} && conntrack -R ${FILE} && rm ${FILE}`], { input: flows(limit - FREE) });
  await changeSetting({ directory: lab.directory, fault: conntrackFull.id }, LIMIT, String(limit));
  const program = fileURLToPath(new URL("../../programs/conntrack-full.sh", import.meta.url));
  await startProcess(lab, {
    owner: conntrackFull.id,
    name: "refusals",
    on: lab.machine,
    argv: ["sh", program, String(beta.pid), String(limit)],
  });
}

/** The limit is the machine's: it is set so that four times what any other network namespace tracks still fits. */
const safeLimit = async (): Promise<number> => {
  const pids = (await must(["lsns", "--type", "net", "--noheadings", "--output", "PID"]))
    .split("\n")
    .map((pid) => pid.trim())
    .filter(Boolean);
  const count = (pid: string) => run(["nsenter", `--net=/proc/${pid}/ns/net`, "cat", "/proc/sys/net/netfilter/nf_conntrack_count"]);
  // A namespace that ended meanwhile tracks nothing any more.
  const counts = (await Promise.all(pids.map(count))).map((ran) => Number(ran.stdout) || 0);
  const limit = Math.max(1_000, 4 * Math.max(0, ...counts));
  if (limit <= LARGEST_LIMIT) return limit;
  throw new LabProblem(
    `This machine tracks ${Math.max(...counts)} connections of its own, and the limit that this fault lowers is shared with them.`,
  );
};

/** Long-lived connections of clients that never existed, all from TEST-NET-3. */
const flows = (count: number): string =>
  Array.from({ length: count }, (_, n) => {
    const client = `203.0.113.${(n % 250) + 1}`;
    const port = 1_024 + Math.floor(n / 250);
    return `-I -s ${client} -d 192.0.2.12 -p tcp --state ESTABLISHED --sport ${port} --dport 443 -t 86400 -u SEEN_REPLY,ASSURED\n`;
  }).join("");
