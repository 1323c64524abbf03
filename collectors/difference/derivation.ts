import type { Derivation, Given, Source } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { gauge, state } from "../field.ts";
import { compareSetups, countIn, RELEVANT, shownRows } from "../setup.ts";

/** Of whom it is said, at the start, that nothing is wrong there. */
const HEALTHY = "healthyPeer";

const fields = {
  against: state("The host that this one is compared with."),
  compared: gauge("things", "Settings, versions and properties that both hosts told."),
  differing: gauge("things", "Of them, those that are not the same."),
  relevant: gauge("things", "Of these, those that may matter to packets."),
  settings: gauge("settings", "Network settings that differ."),
  devices: gauge("things", "Properties of interfaces of the same name that differ: MTU, driver, firmware, offloads, rings."),
  software: gauge("packages", "Versions of packages that differ."),
  kernel: gauge("things", "Kernel or its command line differ."),
  queues: gauge("queues", "Queueing disciplines that differ."),
  rules: gauge("things", "Packet filters differ in number or text, as those of two hosts usually do."),
  switch: gauge("things", "Version or settings of Open vSwitch that differ."),
  strongest: state("What differs and matters most."),
} as const;

/**
 * What is set up otherwise on a sick host than on a healthy one, the most relevant first.
 *
 * From: `snapshot` of both hosts. The healthy one has the role healthyPeer; where nobody has it, another host of the same role is taken.
 * Fields: how many things differ, by area. A peer need not be the same in everything: routes, addresses and interfaces of other names are left out, and
 *   what one host could not tell is not compared. Zero differences are known only with both snapshots.
 * Empty: without a second host everything is unknown.
 */
export const difference = {
  id: "difference",
  title: "what differs from the healthy host",
  about: "Kernel, settings, offloads, rings, drivers and versions that are not the same as on the healthy host.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["snapshot"],
  fields,
  tables: {
    differences: {
      area: state("Settings, devices, software, kernel, queues, rules, switch."),
      here: state("How it is on this host."),
      there: state("How it is on the other one."),
      relevance: gauge("", "How much it may matter to packets: 0 to 100."),
    },
  },
  derive,
} as const satisfies Derivation;

function derive(given: Given): Reading {
  const own = given.sources.find((source) => source.host.key === given.host.key && source.earlier === undefined);
  const peer = peerOf(given);
  const why = whyNot(own, peer, given);
  if (why !== null || own === undefined || peer === undefined || !("fields" in own.answer) || !("fields" in peer.answer))
    return allUnknown(why ?? "");
  const { compared, differing } = compareSetups(own.answer, peer.answer, "hosts");
  const areas = ["settings", "devices", "software", "kernel", "queues", "rules", "switch"] as const;
  return {
    fields: {
      against: peer.host.name,
      compared,
      differing: differing.length,
      relevant: differing.filter(({ relevance }) => relevance >= RELEVANT).length,
      ...(Object.fromEntries(areas.map((area) => [area, countIn(differing, area)])) as Record<(typeof areas)[number], Value>),
      strongest: differing[0]?.key ?? "none",
    },
    tables: { differences: shownRows(differing, "here", "there") },
  };
}

function peerOf({ host, sources }: Given): Source | undefined {
  const others = sources.filter((source) => source.host.key !== host.key && source.earlier === undefined);
  return others.find((source) => source.host.role === HEALTHY) ?? others.find((source) => source.host.role === host.role);
}

function whyNot(own: Source | undefined, peer: Source | undefined, { host }: Given): string | null {
  if (host.role === HEALTHY) return "this is the healthy host that others are compared with";
  if (peer === undefined) return "no healthy host was named to compare with";
  if (own === undefined || "kind" in own.answer) return `how ${host.name} is set up could not be read`;
  return "kind" in peer.answer ? `how ${peer.host.name} is set up could not be read` : null;
}

const allUnknown = (why: string): Reading => ({
  fields: Object.fromEntries(Object.keys(fields).map((field) => [field, unknown(why)])),
  tables: { differences: [] },
});
