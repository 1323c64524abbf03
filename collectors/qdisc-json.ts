import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "./failure.ts";
import { exactJson, isList, isObject, type Json, text, whole } from "./json.ts";
import { INGRESS_PARENT, type Qdisc, sumQdiscs } from "./qdisc-sum.ts";

export function parseQdiscJson(output: CommandOutput): Reading {
  requireExitZero(output);
  // Where nothing is there, older versions print nothing instead of an empty list.
  const list = output.stdout.trim() === "" ? [] : exactJson(output.stdout, "tc qdisc");
  if (!isList(list)) return unparsable("tc qdisc: not a list");
  return sumQdiscs(list.map((one) => (isObject(one) ? read(one) : unparsable("tc qdisc: an entry is not an object"))));
}

function read(one: { readonly [key: string]: Json }): Qdisc {
  const kind = text(one["kind"], "kind");
  const name = `${text(one["dev"], `dev of ${kind}`)} ${kind} ${text(one["handle"], `handle of ${kind}`)}`;
  const parent = one["parent"] === undefined ? undefined : text(one["parent"], "parent");
  const count = (key: string): Value => (key in one ? whole(one[key], `${name} ${key}`) : unknown(`tc does not print ${key} for ${name}`));
  return {
    kind,
    root: one["root"] === true || parent === undefined || parent === INGRESS_PARENT,
    row: {
      key: parent === undefined || parent === INGRESS_PARENT ? name : `${name} parent ${parent}`,
      sentPackets: count("packets"),
      drops: count("drops"),
      overlimits: count("overlimits"),
      requeues: count("requeues"),
      backlogPackets: count("qlen"),
      backlogBytes: count("backlog"),
    },
  };
}
