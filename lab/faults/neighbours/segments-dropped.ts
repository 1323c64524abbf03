import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import type { Namespace } from "../../hosts/namespace.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { isListening } from "../../means/service.ts";
import { waitUntil } from "../../means/wait.ts";
import { around } from "../../measure/counters.ts";
import { ruleCounters } from "../../measure/rule-counters.ts";
import { throughput } from "../../measure/throughput.ts";
import { pythonProgram } from "../../programs/python.ts";
import { ALPHA, BETA, transferBetween } from "../../topologies/flat.ts";
import { numberOf, textOf, type Fault, type GroundTruth, type Parameters, type SelfCheck } from "../fault.ts";

const RATE_PORT = 5_201;
const CHECK_PORT = 5_202;
const BACKUP_PORT = 8_730;
const EXPECTED_MBIT = 500;
const TABLES = { host: "inet policing", switch: "bridge policing" } as const;
const WORD = "policed";

/**
 * A share of one service's segments is dropped: by a rule on the receiver, as a limit or a leftover of a test does, or by the switch. TCP takes both for a full network. Pings do
 * not meet it. The route says which congestion control: bbr, which some machines have as default, hardly slows down.
 */
export const segmentsDropped: Fault = {
  id: "segments-dropped",
  kind: "fault",
  topology: "pair",
  about: "A share of the TCP segments to a few ports of beta is dropped by a rule of its packet filter.",
  story: "Backups to beta crawl since Thursday. Ping is fast and loses nothing, the link is idle.",
  groundTruth: truth,
  parameters: { where: "beta", hook: "input", perMille: 100, counted: true, backup: false },
  limits: { perMille: [1, 999] },
  variants: {
    heavy: { perMille: 250 },
    backup: { backup: true },
    ingress: { hook: "ingress" },
    uncounted: { counted: false },
    elsewhere: { where: "switch", hook: "forward" },
    "elsewhere-backup": { where: "switch", hook: "forward", backup: true },
  },
  asks: (parameters) => {
    const ask = transferBetween(ALPHA, BETA, portOf(parameters));
    return [{ ...ask, inputs: { ...ask.inputs, expectedMbit: String(EXPECTED_MBIT) } }];
  },
  inject,
  heal: async (lab, parameters) => {
    await route(lab, "");
    await dropTable(placeOf(lab, parameters), tableOf(parameters));
  },
  check,
};

async function inject(lab: Lab, parameters: Parameters): Promise<void> {
  const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  await route(lab, "cubic");
  await loadTable(placeOf(lab, parameters), tableText(parameters));
  if (parameters["backup"] !== true) return;
  const owner = segmentsDropped.id;
  const store = pythonProgram("store.py", "backup-store", beta.dataAddress, BACKUP_PORT, 0, 262_144, 0);
  await startProcess(lab, { owner, name: "backup-store", on: beta, argv: store });
  await waitUntil("backup-store listens", () => isListening(beta, BACKUP_PORT));
  await startProcess(lab, { owner, name: "backup", on: alpha, argv: pythonProgram("upload.py", "backup", beta.dataAddress, BACKUP_PORT) });
}

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const [client, server] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
  const { result, change } = await around(
    () => ruleCounters(placeOf(lab, parameters)),
    () => throughput({ client, server, address: server.dataAddress, direction: "up", port: CHECK_PORT, seconds: 1 }),
  );
  const dropped = change[`${WORD}.packets`] ?? 0;
  return {
    symptom: result < 0.8 * EXPECTED_MBIT,
    mechanism: dropped > 0,
    saw: `${result.toFixed(1)} Mbit/s; ${dropped} packets met the rule`,
  };
}

function truth(parameters: Parameters): GroundTruth {
  const where = textOf(parameters, "where");
  if (where === "switch") return { causes: [{ id: "lossOutside" }] };
  const cause = { id: "firewallDrop", host: where, object: `table ${tableOf(parameters)} ${textOf(parameters, "hook")}` } as const;
  if (parameters["counted"] === true) return { causes: [cause] };
  return {
    causes: [cause],
    notNameable: "The rule does not count, and the trace of drops is of the whole machine, which all hosts share.",
  };
}

/** On a way of its own, so that a congestion control can be chosen for it. */
export const route = (lab: Lab, control: string): Promise<string> =>
  hostOf(lab, "alpha").must([
    ...["ip", "route", "replace", "192.0.2.0/24", "dev", "eth1", "proto", "kernel", "scope", "link", "src", ALPHA.dataAddress],
    ...(control === "" ? [] : ["congctl", control]),
  ]);

const placeOf = (lab: Lab, parameters: Parameters): Namespace =>
  textOf(parameters, "where") === "switch" ? lab.switch : hostOf(lab, textOf(parameters, "where"));

const portOf = (parameters: Parameters): number => (parameters["backup"] === true ? BACKUP_PORT : RATE_PORT);

function tableOf(parameters: Parameters): string {
  if (textOf(parameters, "where") === "switch") return TABLES.switch;
  return textOf(parameters, "hook") === "ingress" ? "netdev policing" : TABLES.host;
}

function tableText(parameters: Parameters): string {
  const hook = textOf(parameters, "hook");
  const device = hook === "ingress" ? " device eth1" : "";
  const ports = `tcp dport { ${RATE_PORT}, ${CHECK_PORT}, ${BACKUP_PORT} }`;
  const share = `numgen random mod 1000 < ${numberOf(parameters, "perMille")}`;
  const verdict = parameters["counted"] === true ? `counter drop comment "${WORD}"` : "drop";
  // A rule that only counts, before the one that drops: the lab's own instrument.
  const witness = parameters["counted"] === true ? "" : `    ${ports} counter comment "${WORD}"\n`;
  return `table ${tableOf(parameters)} {
  chain ${hook} {
    type filter hook ${hook}${device} priority 0; policy accept;
${witness}    ${ports} ${share} ${verdict}
  }
}
`;
}
