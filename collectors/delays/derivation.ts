import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { delaysOf } from "./derive.ts";

/**
 * What kind of delay it is, and what this machine's soft interrupts did about it.
 *
 * Fields: of the window. The words about the delay are the same on every host, the numbers of soft interrupts are of the machine.
 *   packetsPerSqueeze is of the CPU whose soft interrupts stopped most often: how many packets it took for each stop. At the default budget it is some
 *   hundred; near 1 the budget is a few packets.
 * Empty: no soft interrupt stopped with work left: packetsPerSqueeze is unknown, and stopsEarly false.
 * Fails: as its sources do.
 * Source: https://elixir.bootlin.com/linux/v6.1/source/net/core/dev.c#L6662 (net_rx_action)
 */
export const delays = {
  id: "delays",
  title: "kind of delay",
  about: "Whether the delay is there without load, grows with it, or shrinks with it; and whether soft interrupts stop early.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["loadedPing", "transferPeer", "pathCounters", "cpuTime", "queueWatch"],
  fields: {
    idleSlower: saying(state("The round trip is longer without load than with it, by half or more."), {
      no: "The round trip is not longer without load than with it by half or more",
    }),
    stopsEarly: saying(
      state(
        "A CPU's soft interrupts stop after a few packets, again and again, while a real-time program keeps their thread from running.",
      ),
      { no: "No CPU's soft interrupts stop after a few packets again and again while a real-time program keeps their thread from running" },
    ),
    threadStarved: saying(state("A real-time program keeps the soft interrupts' thread from running, and there is work for it."), {
      no: "No real-time program keeps the soft interrupts' thread from running while there is work for it",
    }),
    explainedHere: saying(
      state("A host that was looked at delays packets itself: a long or full queue, a tap, its soft interrupts, its hypervisor."),
      { no: "No host that was looked at delays packets itself" },
    ),
    loadBytes: gauge("bytes", "That Culprit's own receiver took."),
    squeezes: gauge("times", "That the CPU which stopped most often stopped with work left."),
    packetsPerSqueeze: gauge("packets", "That it took for each of them."),
  },
  tables: { cpus: { squeezes: gauge("times", "That it stopped with work left."), packets: gauge("packets", "That it took.") } },
  derive: delaysOf,
} as const satisfies Derivation;
