import type { Derivation, Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { gauge, state } from "../field.ts";
import { compareSetups, countIn, RELEVANT, shownRows } from "../setup.ts";

const fields = {
  since: state("When this host was looked at the last time, in ISO 8601."),
  rebooted: state("The host was started anew since then."),
  compared: gauge("things", "Settings, versions and properties that both snapshots tell."),
  changed: gauge("things", "Of them, those that are not the same any more."),
  relevant: gauge("things", "Of these, those that may matter to packets."),
  settings: gauge("settings", "Network settings that were changed."),
  devices: gauge("things", "Properties of interfaces that were changed, and interfaces that came or went."),
  software: gauge("packages", "Packages with another version, and the list of packages itself."),
  kernel: gauge("things", "Kernel or its command line was changed."),
  queues: gauge("queues", "Queueing disciplines that were changed."),
  routes: gauge("routes", "Routes and routing rules that were changed."),
  rules: gauge("things", "Packet filter was changed, in number or text."),
  switch: gauge("things", "Version, settings or ports of Open vSwitch that were changed."),
  strongest: state("What was changed and matters most."),
} as const;

/**
 * What was changed on a host since it was looked at the last time, the most relevant first.
 *
 * From: `snapshot` of now, and the newest one of an earlier investigation on the same host, which the data folder keeps.
 * Fields: how many things changed, by area. Zero is known only with both snapshots.
 * Empty: for a host that was never looked at, and without a data folder, everything is unknown.
 */
export const changed = {
  id: "changed",
  title: "what changed since the last time",
  about: "Settings, rules, routes, offloads, drivers and versions that are not as they were when this host was looked at the last time.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["snapshot"],
  recalls: ["snapshot"],
  fields,
  tables: {
    changes: {
      area: state("Settings, devices, software, kernel, queues, routes, rules, switch, modules."),
      before: state("How it was then."),
      now: state("How it is now."),
      relevance: gauge("", "How much it may matter to packets: 0 to 100."),
    },
  },
  derive,
} as const satisfies Derivation;

function derive({ host, sources }: Given): Reading {
  const own = sources.filter((source) => source.host.key === host.key);
  const now = own.find(({ earlier }) => earlier === undefined);
  const then = own.find(({ earlier }) => earlier !== undefined);
  if (now === undefined || "kind" in now.answer) return allUnknown(`how ${host.name} is set up could not be read`);
  if (then?.earlier === undefined || "kind" in then.answer) return allUnknown(`no earlier snapshot of ${host.name} is kept`);
  const [a, b] = [then.answer.fields["machineId"], now.answer.fields["machineId"]];
  // A host that was installed anew from an image may keep its SSH key.
  if (typeof a === "string" && typeof b === "string" && a !== b)
    return allUnknown(`the earlier snapshot of ${host.name} is of another installation`);
  const { compared, differing } = compareSetups(then.answer, now.answer, "times");
  const areas = ["settings", "devices", "software", "kernel", "queues", "routes", "rules", "switch"] as const;
  return {
    fields: {
      since: then.earlier.at,
      rebooted: rebooted(then.answer.fields["bootId"], now.answer.fields["bootId"]),
      compared,
      changed: differing.length,
      relevant: differing.filter(({ relevance }) => relevance >= RELEVANT).length,
      ...(Object.fromEntries(areas.map((area) => [area, countIn(differing, area)])) as Record<(typeof areas)[number], Value>),
      strongest: differing[0]?.key ?? "none",
    },
    tables: { changes: shownRows(differing, "before", "now") },
  };
}

const rebooted = (then: Value | undefined, now: Value | undefined): Value =>
  then === undefined || now === undefined || isUnknown(then) || isUnknown(now)
    ? unknown("a snapshot does not name its boot")
    : then !== now;

const allUnknown = (why: string): Reading => ({
  fields: Object.fromEntries(Object.keys(fields).map((field) => [field, unknown(why)])),
  tables: { changes: [] },
});
