import { must } from "../../hosts/run.ts";
import { placeOf, type Lab } from "../../hosts/lab.ts";
import { guestOf, NETWORK_A, UNDERLAY } from "../../topologies/overlay/names.ts";
import { pluggedIn, qemu } from "../../topologies/overlay/nodes.ts";
import { boundPort } from "../../topologies/overlay/openvswitch.ts";
import type { Fault } from "../fault.ts";
import { forgetPaths, reach } from "./reach.ts";

const GUEST = guestOf("vma2");
const { port, mac, node } = GUEST;
const TAP = `tap${port}`;
/** The guest's process, and not the command that looks for it. */
const PROCESS = `^qemu-system-.*guest=${GUEST.name}-instance`;

/** The other end of the tap is the guest's card, which has to outlive it: it is laid aside in a place where nobody looks. */
const moveTap = (lab: Lab, from: string, to: string): Promise<string> => {
  const [here, there] = [placeOf(lab, from), placeOf(lab, to)];
  return must(["nsenter", `--net=/proc/${here.pid}/ns/net`, "ip", "link", "set", "dev", TAP, "netns", String(there.pid)]);
};

const has = async (lab: Lab, place: string, device: string): Promise<boolean> =>
  (await placeOf(lab, place).exec(["ip", "link", "show", "dev", device])).exitCode === 0;

export const guestElsewhere: Fault = {
  id: "guest-elsewhere",
  kind: "fault",
  topology: "overlay",
  about: "A guest is shut off, and its host has unplugged its port: no process of it and none of its devices are there.",
  story: "One guest is unreachable. The list of guests that the monitoring has says on which node it runs, and nobody doubts it.",
  groundTruth: { causes: [{ id: "guestAbsent", host: node }] },
  parameters: {},
  inject: async (lab) => {
    const host = placeOf(lab, node);
    await host.must(["pkill", "-f", PROCESS]);
    await host.must(["ovs-vsctl", "del-port", "br-int", `qvo${port}`]);
    await host.must(["sh", "-euc", `ip link del dev qvb${port}\nip link del dev qbr${port}`]);
    await moveTap(lab, node, UNDERLAY);
    await forgetPaths(lab);
  },
  heal: async (lab) => {
    const host = placeOf(lab, node);
    if (await has(lab, UNDERLAY, TAP)) await moveTap(lab, UNDERLAY, node);
    if (!(await has(lab, node, `qvo${port}`))) {
      // Half of it may be there where somebody was interrupted.
      await host.exec(["ip", "link", "del", "dev", `qbr${port}`]);
      await host.must(["sh", "-euc", `${pluggedIn(port)}\nip link set dev ${TAP} up`]);
    }
    const plug = `ovs-vsctl --may-exist add-port br-int qvo${port} tag=${NETWORK_A.tag} ${boundPort(`qvo${port}`)}`;
    await host.must(["sh", "-euc", `${plug}\npgrep -f '${PROCESS}' >/dev/null && exit\n${qemu(GUEST.name, mac)}`]);
    await forgetPaths(lab);
  },
  check: async (lab) => {
    const { sent, lost } = await reach(lab, { from: "vma1", to: GUEST.name });
    const left = (await placeOf(lab, node).must(["ip", "-o", "link"])).split("\n").filter((line) => line.includes(port));
    return {
      symptom: lost === sent,
      mechanism: left.length === 0,
      saw: `${lost} of ${sent} pings from vma1 to ${GUEST.name} lost; ${node} has ${left.length} devices of its port`,
    };
  },
};
