import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type LabHost } from "../../hosts/lab.ts";
import { waitUntil } from "../../means/wait.ts";
import { describeRouters, observeRouters } from "../../measure/router-window.ts";
import { pythonProgram } from "../../programs/python.ts";
import { VIRTUAL_ADDRESS } from "../../topologies/balancers/configuration.ts";
import { untilSettled } from "../balancers/settled.ts";
import type { Fault } from "../fault.ts";

/** The lab's hosts are namespaces of one machine: one that is no router stands for the compute host that the master runs on. */
const COMPUTE_HOST = "web2";
const TAP = "tap-lb1";

/** A program of QEMU's name that has a queue on a tap, and no card of virtio: the kernel could not serve it if it wanted to. */
export const emulatedCard: Fault = {
  id: "emulated-card",
  kind: "decoy",
  topology: "balancers",
  about: "The virtual machine on the master's compute host has an emulated card, which its own process serves as it must.",
  story: "Somebody looked for vhost on the compute host and found none.",
  groundTruth: { causes: [] },
  parameters: {},
  asks: [
    {
      runbook: "virtual-ip-flaps",
      roles: { master: ["lb1"], backup: ["lb2"], hypervisor: [COMPUTE_HOST] },
      inputs: { address: VIRTUAL_ADDRESS },
    },
  ],
  inject: async (lab) => {
    await untilSettled(lab);
    const on = hostOf(lab, COMPUTE_HOST);
    await startProcess(lab, {
      ...{ owner: emulatedCard.id, name: "qemu-system-x86", on },
      argv: pythonProgram("tunnel.py", "qemu-system-x86", TAP, "tap", 0),
    });
    await waitUntil(`${TAP} is there`, () => hasTap(on));
  },
  heal: async () => {},
  check: async (lab) => {
    const served = await hasTap(hostOf(lab, COMPUTE_HOST));
    const window = await observeRouters(lab);
    return {
      symptom: window.troubled,
      mechanism: served,
      saw: `${describeRouters(window)}; ${COMPUTE_HOST} ${served ? `has ${TAP}, whose queue a process of its own serves` : `has no ${TAP}`}`,
    };
  },
};

const hasTap = async (host: LabHost): Promise<boolean> => (await host.exec(["test", "-e", `/sys/class/net/${TAP}`])).exitCode === 0;
