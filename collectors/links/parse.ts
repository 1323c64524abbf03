import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { exactJson, isList, isObject, type Json, text, whole } from "../json.ts";
import { sumLinks } from "./sum.ts";

type JsonObject = { readonly [key: string]: Json };

export function parseLinksJson(output: CommandOutput): Reading {
  requireExitZero(output);
  const list = exactJson(output.stdout, "ip link");
  if (!isList(list)) return unparsable("ip link: not a list");
  // iproute2 prints {} for links that a filter left out.
  const objects = list.filter((one) => !(isObject(one) && Object.keys(one).length === 0));
  return sumLinks(objects.map((one) => (isObject(one) ? row(one) : unparsable("ip link: an entry is not an object"))));
}

function row(link: JsonObject): Row & { readonly loopback: boolean } {
  const name = text(link["ifname"], "ifname");
  const stats = link["stats64"] ?? link["stats"];
  if (!isObject(stats) || !isObject(stats["rx"]) || !isObject(stats["tx"])) return unparsable(`${name} has no statistics`);
  const { rx, tx } = stats;
  const count = (from: JsonObject, key: string): Value =>
    key in from ? whole(from[key], `${name} ${key}`) : unknown(`this ip does not print ${key}`);
  return {
    key: name,
    loopback: link["link_type"] === "loopback",
    mtu: whole(link["mtu"], `${name} mtu`),
    ifindex: whole(link["ifindex"], `${name} ifindex`),
    operstate: text(link["operstate"] ?? "UNKNOWN", `${name} operstate`),
    kind: kind(link),
    master: text(link["master"] ?? "none", `${name} master`),
    qdisc: typeof link["qdisc"] === "string" ? link["qdisc"] : unknown(`this ip does not name the discipline of ${name}`),
    xdp: xdp(link),
    // ip prints none where it is 0.
    txQueueLength: "txqlen" in link ? whole(link["txqlen"], `${name} txqlen`) : unknown(`ip does not print the queue length of ${name}`),
    rxPackets: count(rx, "packets"),
    rxDropped: count(rx, "dropped"),
    rxErrors: count(rx, "errors"),
    rxMissed: count(rx, "missed_errors"),
    rxFifo: count(rx, "fifo_errors"),
    rxOver: count(rx, "over_errors"),
    // ip/ipaddress.c prints it only when it is not 0, in every version that prints JSON.
    rxNohandler: "nohandler" in rx ? whole(rx["nohandler"], `${name} nohandler`) : 0,
    txPackets: count(tx, "packets"),
    txDropped: count(tx, "dropped"),
    txErrors: count(tx, "errors"),
    carrierChanges: count(tx, "carrier_changes"),
  };
}

function kind(link: JsonObject): string {
  const info = link["linkinfo"];
  if (!isObject(info) || info["info_kind"] === undefined) return link["link_type"] === "loopback" ? "loopback" : "physical";
  return text(info["info_kind"], "info_kind");
}

/** XDP_ATTACHED_* of include/uapi/linux/if_link.h: 1 is the driver's, 2 generic, 3 offloaded, 4 several. */
const XDP_MODES: readonly string[] = ["none", "native", "generic", "offloaded", "several"];

function xdp(link: JsonObject): string {
  const attached = link["xdp"];
  if (!isObject(attached)) return "none";
  return XDP_MODES[Number(attached["mode"])] ?? "attached";
}
