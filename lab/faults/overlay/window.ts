import { setTimeout as sleep } from "node:timers/promises";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { around, type Counters } from "../../measure/counters.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import { protocolCounters } from "../../measure/protocols.ts";
import { bothWays, type BothWays } from "../../measure/throughput.ts";
import { echo } from "../../measure/echo.ts";
import { FORWARDER } from "../../topologies/overlay/tunnel.ts";
import { GUESTS, UNDERLAY_INTERFACE } from "../../topologies/overlay/names.ts";
import type { LabHost } from "../../hosts/lab.ts";

/** A transfer that is stuck has brought nothing but its handshake; one that is slow because the machine is busy brings far more than this. */
const STUCK_MBIT = 0.1;
const FLOWING_MBIT = 1;

export interface OverlayWindow extends BothWays {
  /** Of ten small pings. */
  readonly smallLost: number;
  /** By names such as "cmp1.IpFragFails", "cmp1.eth1.tx_dropped", "cmp1.tx_too_big". */
  readonly change: Counters;
}

/** Small pings, and a transfer in each direction between two guests; and what the compute nodes counted meanwhile. */
export const observeGuests = async (lab: Lab, from = "vma1", to = "vma2"): Promise<OverlayWindow> => {
  const [client, server] = [hostOf(lab, from), hostOf(lab, to)];
  const address = server.dataAddress;
  const { result, change } = await around(
    () => computeCounters(lab),
    async () => {
      const { lost } = await echo({ from: client, to: address, count: 10, intervalMs: 20 });
      const rates = await bothWays({ client, server, address, seconds: 0.4 });
      // Logs and counters of the programs in between lag up to 50 ms.
      await sleep(100);
      return { ...rates, smallLost: lost };
    },
  );
  return { ...result, change };
};

/** Whether just these directions are stuck while small packets pass. */
export const stuckOnly = ({ up, down, smallLost }: OverlayWindow, expected: { readonly up: boolean; readonly down: boolean }): boolean => {
  const as = (rate: number, stuck: boolean) => (stuck ? rate < STUCK_MBIT : rate > FLOWING_MBIT);
  return smallLost < 10 && as(up, expected.up) && as(down, expected.down);
};

export const describeRates = ({ up, down, smallLost }: OverlayWindow): string =>
  `TCP up ${up.toFixed(1)}, down ${down.toFixed(1)} Mbit/s, ${smallLost} of 10 small pings lost`;

export const computeCounters = async (lab: Lab): Promise<Counters> => {
  const nodes = [hostOf(lab, "cmp1"), hostOf(lab, "cmp2")];
  return Object.assign({}, ...(await Promise.all(nodes.map(ofNode))));
};

const ofNode = async (node: LabHost): Promise<Counters> => {
  const guest = GUESTS.find((each) => each.node === node.name && each.network === "A");
  const [protocols, card, tap, own] = await Promise.all([
    protocolCounters(node),
    interfaceCounters(node, UNDERLAY_INTERFACE),
    interfaceCounters(node, `tap${guest?.port ?? ""}`),
    tunnelCounters(node),
  ]);
  const named = (prefix: string, counters: Counters) =>
    Object.entries(counters).map(([name, value]) => [`${node.name}.${prefix}${name}`, value]);
  return Object.fromEntries([...named("", protocols), ...named("eth1.", card), ...named("tap.", tap), ...named("", own)]);
};

/** What the tunnels themselves have: the forwarder's refusals, the log lines of Open vSwitch, drops of the kernel's VXLAN devices. */
const SCRIPT = `
grep -o '"tx_too_big": [0-9]*' ${FORWARDER}/stats 2>/dev/null | tr -d '":'
echo tooLong $(grep -c 'error sending Ethernet packet on ${UNDERLAY_INTERFACE}: Message too long' /var/log/openvswitch/ovs-vswitchd.log)
echo vxlanDropped $(cat /sys/class/net/vxlan-*/statistics/tx_dropped | awk '{ sum += $1 } END { print sum + 0 }')
`;

const tunnelCounters = async (node: LabHost): Promise<Counters> => {
  const lines = (await node.must(["sh", "-c", SCRIPT])).trim().split("\n");
  const pairs = lines.map((line) => line.split(" "));
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, Number(value)]));
};
