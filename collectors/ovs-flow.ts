import { unparsable } from "./failure.ts";
import { decimal } from "./number.ts";

/** One flow as `ovs-ofctl dump-flows` prints it, whatever the protocol. */
export interface Flow {
  readonly table: number;
  readonly priority: number;
  readonly packets: number;
  readonly cookie: string;
  /** Everything that a packet has to match, as printed; empty: every packet. */
  readonly match: string;
  readonly actions: string;
}

/** What stands before the match: about the flow, not about packets. ovs-ofctl(8), "Flow Syntax" and dump-flows. */
const ABOUT =
  /^(?:cookie|duration|table|n_packets|n_bytes|idle_age|hard_age|idle_timeout|hard_timeout|importance|priority)=|^(?:send_flow_rem|reset_counts|no_packet_counts|no_byte_counts|check_overlap)$/;

/** Null for what is not a flow: the head of the reply. */
export function flowOf(line: string): Flow | null {
  const text = line.trim();
  if (text === "" || /^(?:NXST|OFPST)_FLOW reply/.test(text)) return null;
  const at = text.indexOf("actions=");
  const head = at < 0 ? unparsable(`"${text.slice(0, 60)}" is not a flow`) : text.slice(0, at);
  const words = head
    .split(/,\s*|\s+/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const value = (name: string): string | undefined => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    table: number(value("table") ?? "0"),
    // What OpenFlow takes where nothing is said.
    priority: number(value("priority") ?? "32768"),
    packets: number(value("n_packets")),
    cookie: value("cookie") ?? "0x0",
    match: words.filter((word) => !ABOUT.test(word)).join(","),
    actions: text.slice(at + "actions=".length).trim(),
  };
}

export const drops = ({ actions }: Flow): boolean => actions === "drop";

/** The number of the network in tunnels that these actions set, and where they send: `set_tunnel:0x1,output:2,output:3` and its later spellings. */
export function floodOf({
  match,
  actions,
}: Flow): { readonly vlan: number; readonly segment: number; readonly outputs: readonly string[] } | null {
  const vlan = vlanIn(match);
  const segment = /(?:set_tunnel(?:64)?:|set_field:|load:)(0x[0-9a-f]+|\d+)(?:->(?:tun_id|tunnel_id|NXM_NX_TUN_ID\[\]))?(?=,|$)/.exec(
    actions.replaceAll(/(?:set_field|load):[^,]*->(?!tun_id|tunnel_id|NXM_NX_TUN_ID)[^,]*/g, ""),
  );
  if (vlan === null || segment === null || !Number.isSafeInteger(Number(segment[1]))) return null;
  return { vlan, segment: Number(segment[1]), outputs: outputsOf(actions) };
}

/** Frames of this number in tunnels get this VLAN inside: `tun_id=0x1 actions=mod_vlan_vid:1` and its later spellings. */
export function arrivalOf({ match, actions }: Flow): { readonly segment: number | null; readonly vlan: number } | null {
  const plain = /mod_vlan_vid:(\d{1,5})\b/.exec(actions);
  // 4096 is the bit that says there is a tag.
  const field = /set_field:(\d{1,5})->vlan_vid/.exec(actions);
  const vlan = plain !== null ? Number(plain[1]) : field !== null ? Number(field[1]) & 4_095 : null;
  const segment = /(?:^|,)(?:tun_id|tunnel_id)=(0x[0-9a-f]+|\d+)/.exec(match);
  if (vlan === null || vlan > 4_095) return null;
  return { vlan, segment: segment === null || !Number.isSafeInteger(Number(segment[1])) ? null : Number(segment[1]) };
}

/** The VLAN that a flow matches: dl_vlan=1, vlan_tci=0x0001/0x0fff, vlan_tci=0x1001/0x1fff. */
export function vlanIn(match: string): number | null {
  const plain = /(?:^|,)dl_vlan=(\d{1,5})/.exec(match);
  if (plain !== null) return Number(plain[1]) & 4_095;
  const tci = /(?:^|,)vlan_tci=0x([0-9a-f]{1,4})\/0x[01]?fff/.exec(match);
  return tci === null ? null : parseInt(tci[1] ?? "", 16) & 4_095;
}

export const macIn = (match: string): string | null => /(?:^|,)dl_dst=([0-9a-f:]{17})(?:,|$)/i.exec(match)?.[1]?.toLowerCase() ?? null;

/** Ports by number or name; `output:"gre-0a14000d"` with --names. */
export const outputsOf = (actions: string): readonly string[] =>
  [...actions.matchAll(/(?:^|,)output:(?:"([^"]+)"|([\w.-]+))/g)].map(([, name, bare]) => name ?? bare ?? "");

function number(text: string | undefined): number {
  const value = decimal(text, "a flow's number");
  return typeof value === "number" ? value : unparsable("a flow's number is too large");
}
