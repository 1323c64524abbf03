import { hostOf, type Lab } from "../../hosts/lab.ts";
import { startProcess } from "../../hosts/extra.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { startClients, startService } from "../../means/service.ts";
import { inWindow } from "../../measure/window.ts";
import { program } from "../../programs/program.ts";
import type { Fault } from "../fault.ts";

const TABLE = "inet accounting";
const COUNTED = `table ${TABLE} {
  chain input {
    type filter hook input priority filter; policy accept;
    ip protocol icmp counter accept
    meta l4proto { tcp, udp } counter accept
  }
}
`;
const TUNED = [
  ["net/ipv4/tcp_rmem", "4096 131072 33554432"],
  ["net/ipv4/tcp_slow_start_after_idle", "0"],
  ["net/ipv4/conf/all/rp_filter", "2"],
] as const;

/** The control: the same hosts with nothing wrong. Whoever names a cause here is wrong. */
export const healthy: Fault = {
  id: "healthy",
  kind: "healthy",
  topology: "pair",
  about: "Nothing is wrong.",
  story: "Somebody believes that packets to beta are lost.",
  groundTruth: { causes: [] },
  parameters: { busy: false, tuned: false },
  variants: { busy: { busy: true }, tuned: { tuned: true } },
  inject: async (lab, { busy, tuned }) => {
    if (busy === true) await load(lab);
    if (tuned === true) await tune(lab);
  },
  heal: async (lab, { tuned }) => {
    if (tuned !== true) return;
    const beta = hostOf(lab, "beta");
    await dropTable(beta, TABLE);
    for (const [path] of TUNED) await putBackOwn(beta, path);
  },
  check: inWindow(({ sent, lost, change }) => {
    const quiet = [
      "beta.rxDropped",
      "alpha.rxDropped",
      "beta.ruleDropped",
      "switch.ruleDropped",
      "beta.qdiscDropped",
      "beta.conntrackDrop",
      "beta.udpRcvbufErrors",
    ];
    const moved = quiet.filter((name) => (change[name] ?? 0) > 0);
    return {
      symptom: lost > 0,
      mechanism: moved.length > 0,
      saw: `${lost} of ${sent} lost; counters that moved: ${moved.join(", ") || "none"}; datagrams read on beta +${change["beta.udpInDatagrams"]}`,
    };
  }),
};

/** Telemetry whose reader keeps up, and an application's connections: what a host in use looks like. */
const load = async (lab: Lab): Promise<void> => {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const owner = healthy.id;
  await startProcess(lab, { owner, name: "collector", on: beta, argv: program("reader.ts", beta.dataAddress, 9_125, 200_000, 0) });
  await startProcess(lab, { owner, name: "telemetry", on: alpha, argv: program("datagrams.ts", beta.dataAddress, 9_125, 5, 900, 20) });
  await startService(lab, { owner, name: "app-server", on: beta, port: 8_080 });
  await startClients(lab, { owner, name: "app", from: alpha, to: beta, port: 8_080, everyMs: 50, burst: 2, patienceMs: 1_000 });
};

/** Settings of beta's own and rules that only count: other than a fresh installation's, and right. */
const tune = async (lab: Lab): Promise<void> => {
  const beta = hostOf(lab, "beta");
  for (const [path, value] of TUNED) await setOwn(beta, path, value);
  await loadTable(beta, COUNTED);
};
