import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { waitUntil } from "../../means/wait.ts";
import { endLingering } from "../../means/lingering.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { describeTransfer, isWell, transfer } from "../../measure/transfer.ts";
import { pythonProgram } from "../../programs/python.ts";
import { SERVER1, SERVER2, TO_UPLINK } from "../../topologies/gateway/addresses.ts";
import { PAGES_PORT } from "../../topologies/gateway/pages.ts";
import { TRANSLATION } from "../../topologies/gateway/rules.ts";
import { numberOf, type Fault } from "../fault.ts";
import { newConnections } from "../../topologies/gateway/gateway.ts";

const FIRST_PORT = 40_000;

/** The chain with other rules in it, in one transaction. */
const translate = async (lab: Lab, rules: readonly string[]): Promise<void> => {
  const input = ["flush chain ip nat postrouting", ...rules.map((rule) => `add rule ip nat postrouting ${rule}`)].join("\n");
  await hostOf(lab, "gw").must(["nft", "-f", "-"], { input: `${input}\n` });
};

export const natPorts: Fault = {
  id: "nat-ports",
  kind: "fault",
  topology: "gateway",
  about: "gw translates to a small range of ports, and connections that stay open hold all of them: there is none left towards server2.",
  story: "New connections to the partner's server time out. Those that are open work, and other destinations are fine.",
  groundTruth: { causes: [{ id: "natPortsExhausted", host: "gw", object: `masquerade on ${TO_UPLINK}` }] },
  parameters: { ports: 16 },
  asks: [newConnections("server2", SERVER2)],
  inject: async (lab, parameters) => {
    const ports = numberOf(parameters, "ports");
    const range = `${FIRST_PORT}-${FIRST_PORT + ports - 1}`;
    // Entries that still have a port outside the range would not be in anybody's way.
    await hostOf(lab, "gw").must(["conntrack", "-F"]);
    await translate(lab, [`oifname "${TO_UPLINK}" meta l4proto tcp counter masquerade to :${range} comment "uplink"`, TRANSLATION]);
    const argv = pythonProgram("holder.py", SERVER2, PAGES_PORT, ports);
    await startProcess(lab, { owner: natPorts.id, name: "poller", on: hostOf(lab, "client2"), argv });
    await waitUntil("every port is held", async () => (await openThrough(lab)) >= ports);
  },
  heal: async (lab) => {
    await translate(lab, [TRANSLATION]);
    await endLingering(lab);
    await hostOf(lab, "gw").must(["conntrack", "-F"]);
  },
  check: async (lab: Lab, parameters) => {
    const from = hostOf(lab, "client1");
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw"]),
      async () => ({
        partner: await transfer({ from, to: SERVER2, kind: "get", bytes: 1_000, patienceMs: 1_500 }),
        other: await transfer({ from, to: SERVER1, kind: "get", bytes: 1_000, patienceMs: 1_500 }),
      }),
    );
    const open = await openThrough(lab);
    const [failed = 0, dropped = 0] = [change["gw.insert_failed"], change["gw.drop"]];
    return {
      symptom: !isWell(result.partner) && isWell(result.other),
      mechanism: open >= numberOf(parameters, "ports") && failed + dropped > 0,
      saw: `server2: ${describeTransfer(result.partner)}; server1: ${describeTransfer(result.other)}; ${open} connections to server2 stay translated; gw insert_failed +${failed}, drop +${dropped}`,
    };
  },
};

const openThrough = async (lab: Lab): Promise<number> => {
  const argv = ["conntrack", "-L", "-p", "tcp", "--state", "ESTABLISHED", "-d", SERVER2, "--dport", String(PAGES_PORT)];
  return (await hostOf(lab, "gw").must(argv)).split("\n").filter(Boolean).length;
};
