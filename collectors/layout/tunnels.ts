import { type Row, unknown, type Value } from "#machines/contract/value.ts";
import type { Link } from "./link.ts";
import type { SwitchInterface, SwitchRead } from "./openvswitch.ts";

/** Kinds whose packets travel inside others. */
const KINDS: ReadonlySet<Value> = new Set(
  "gre gretap ip6gre ip6gretap erspan vxlan geneve ipip sit ip6tnl vti vti6 wireguard xfrm ppp".split(" "),
);

/** The kernel's devices for Open vSwitch's flow-based tunnels; they have no peer of their own and an MTU of 65,000 that says nothing. */
const FLOW_BASED = /^(?:gre_sys|vxlan_sys_\d+|genev_sys_\d+|ovs-)/;

/** gre-0a14000d: how Neutron's agent calls the port to 10.20.0.13. */
const NAMED = /^(gre|vxlan|geneve)-([0-9a-f]{8})$/;

interface Options {
  readonly remote: Value;
  readonly local: Value;
  readonly id: Value;
  readonly port: Value;
  readonly keyed: Value;
  readonly checksum: Value;
  readonly sequence: Value;
  readonly df: Value;
  readonly optionBytes: number;
}

export function tunnelRows(links: readonly Link[], read: SwitchRead | null): readonly Row[] {
  const kernel = links.filter(({ kind, name }) => KINDS.has(kind) && !FLOW_BASED.test(name)).map(kernelRow);
  const own = (read?.interfaces ?? []).flatMap(switchRow);
  const known = new Set([...kernel, ...own].map(({ key }) => key));
  const byProgram = links.filter(({ key, namespace }) => namespace === "" && !known.has(key)).flatMap(programRow);
  return [...kernel, ...own, ...byProgram];
}

function kernelRow(link: Link): Row {
  const { data } = link;
  const word = (...names: readonly string[]): Value | undefined => {
    const found = names.map((name) => data[name]).find((value) => value !== undefined && value !== "any" && value !== "0.0.0.0");
    return found;
  };
  const truth = (...names: readonly string[]): boolean => names.some((name) => data[name] === true);
  const kind = data["gpe"] === true ? "vxlan-gpe" : link.kind;
  const gre = /gre/.test(String(kind));
  const key = word("okey", "ikey", "key");
  const options: Options = {
    remote: word("remote", "remote6", "group", "group6") ?? "none",
    local: word("local", "local6") ?? "none",
    id: word("id", "vni") ?? key ?? "none",
    port: word("port", "dstport") ?? 0,
    keyed: gre ? key !== undefined : false,
    checksum: gre ? truth("ocsum", "csum") : truth("udp_csum", "udpcsum"),
    sequence: gre ? truth("oseq") : false,
    df: dfOf(link, gre),
    // Tunnels over IPv6 say how deep they may be nested, unless they are told not to: 8 bytes of destination options (RFC 2473 4.1.1).
    optionBytes: /^ip6/.test(String(kind)) && nests(data) ? 8 : 0,
  };
  return {
    key: link.key,
    kind,
    by: "kernel",
    ...options,
    // `external`: each packet's flow says where it goes.
    external: truth("external"),
    mtu: link.mtu,
    boundTo: typeof data["link"] === "string" ? data["link"] : "none",
  };
}

const nests = (data: Link["data"]): boolean => {
  const limit = data["encap_limit"] ?? data["encaplimit"];
  return limit !== undefined && limit !== "none" && data["ip6_tnl_f_ign_encap_limit"] !== true;
};

/** GRE with path MTU discovery always sets it; without, it hands on the inner packet's, unless it is told to ignore that (net/ipv4/ip_tunnel.c). */
function dfOf({ data, kind }: Link, gre: boolean): Value {
  if (typeof data["df"] === "string") return data["df"];
  if (gre || kind === "ipip" || kind === "sit") {
    if (data["pmtudisc"] === undefined) return unknown("ip does not say whether this tunnel discovers path MTUs");
    if (data["pmtudisc"] === true) return "set";
    return data["ignore_df"] === true ? "unset" : "inherit";
  }
  // Kernels before 4.20 have no such setting, and never set it.
  return kind === "vxlan" || kind === "geneve" ? "unset" : unknown("this kind of tunnel has no such setting");
}

function switchRow({ row: { key: name, type: kind }, options }: SwitchInterface): readonly Row[] {
  const type = String(kind);
  if (!/^(?:gre|ip6gre|erspan|ip6erspan|vxlan|geneve|stt|lisp|gtpu)$/.test(type)) return [];
  const key = options.get("key") ?? options.get("out_key");
  const row: Row = {
    key: name,
    kind: type,
    by: "openvswitch",
    remote: options.get("remote_ip") ?? "none",
    local: options.get("local_ip") ?? "none",
    id: key ?? "none",
    port: Number(options.get("dst_port") ?? (type === "vxlan" ? 4789 : type === "geneve" ? 6081 : 0)),
    keyed: type === "gre" ? key !== undefined && key !== "0" : false,
    checksum: options.get("csum") === "true",
    sequence: options.get("seq") === "true",
    // ovs-vswitchd.conf.db(5): df_default is true unless it is set to false.
    df: options.get("df_default") === "false" ? "unset" : "set",
    optionBytes: 0,
    external: options.get("remote_ip") === "flow",
    mtu: unknown("Open vSwitch's tunnels have no MTU"),
    boundTo: "none",
  };
  return [row];
}

/** A tap that is named like a tunnel: a program carries it, and only its packets on the underlay say how. */
function programRow(link: Link): readonly Row[] {
  const [, kind, hex] = NAMED.exec(link.name) ?? [];
  if (kind === undefined || hex === undefined || link.kind !== "tun") return [];
  const remote = [0, 2, 4, 6].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".");
  const unsaid = unknown("a program carries this tunnel, and no setting of the kernel describes it");
  const open = { local: "none", id: "none", port: 0, keyed: unsaid, checksum: unsaid, sequence: unsaid, df: unsaid, optionBytes: 0 };
  return [{ key: link.key, kind, by: "program", remote, ...open, external: false, mtu: link.mtu, boundTo: "none" }];
}
