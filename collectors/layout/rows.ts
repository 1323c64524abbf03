import { type Row, unknown } from "#machines/contract/value.ts";
import { keyIn, type Link } from "./link.ts";
import { relativesOf, type NamespaceIds } from "./peers.ts";

export function linkRows(links: readonly Link[], ids: NamespaceIds): readonly Row[] {
  const relatives = relativesOf(links, ids);
  return links.map((link) => ({
    key: link.key,
    namespace: link.namespace === "" ? "own" : link.namespace,
    name: link.name,
    kind: link.kind,
    mtu: link.mtu,
    ifindex: link.ifindex,
    up: link.up,
    operstate: link.operstate,
    mac: link.mac,
    master: link.master === null ? "none" : keyIn(link.namespace, link.master),
    ...relatives(link),
    vlan: link.kind === "vlan" && typeof link.data["id"] === "number" ? link.data["id"] : 0,
    // Bonds and bridges of one kind differ in this: 802.3ad, vlan_filtering.
    mode: link.data["mode"] ?? "none",
    program: link.program,
    portState: link.data["slaveState"] ?? "none",
  }));
}

export const addressRows = (links: readonly Link[]): readonly Row[] => {
  const rows = links.flatMap((link) =>
    link.addresses.map(({ address, prefix, family, scope }) => ({
      key: `${address}/${prefix} ${link.key}`,
      link: link.key,
      namespace: link.namespace === "" ? "own" : link.namespace,
      address,
      prefix,
      family,
      scope,
    })),
  );
  return [...new Map(rows.map((row) => [row.key, row])).values()];
};

export const bridgeRows = (links: readonly Link[]): readonly Row[] =>
  links
    .filter(({ kind }) => kind === "bridge")
    .map((bridge) => ({
      key: bridge.key,
      ports: links.filter(({ master, namespace }) => master === bridge.name && namespace === bridge.namespace).length,
      mtu: bridge.mtu,
      vlanFiltering: bridge.data["vlan_filtering"] === undefined ? unknown("not said") : bridge.data["vlan_filtering"] === 1,
      // 1 hands every bridged packet to iptables, which may reassemble and refuse what is too large. Per bridge; the namespace's own switch is a sysctl.
      callsIptables: bridge.data["nf_call_iptables"] === undefined ? unknown("not said") : bridge.data["nf_call_iptables"] === 1,
    }));

export const bondRows = (links: readonly Link[]): readonly Row[] =>
  links
    .filter(({ kind }) => kind === "bond" || kind === "team")
    .map((bond) => {
      const legs = links.filter(({ master, namespace }) => master === bond.name && namespace === bond.namespace);
      return {
        key: bond.key,
        mode: bond.data["mode"] ?? unknown("not said"),
        legs: legs.map(({ name }) => name).join(" "),
        legsUp: legs.filter(({ operstate }) => operstate === "UP").length,
        mtu: bond.mtu,
      };
    });
