import { isUnknown, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { overheadOf, type Encapsulation } from "../encapsulation.ts";

export interface Cost {
  readonly bytes: Value;
  readonly is: Value;
}

/** What a tunnel's row in a layout says that it adds to a packet. A program's tunnel shows that only on the wire, and so does a VLAN's tag inside. */
export function costOf(tunnel: Row, sender: Value): Cost {
  const version = outerVersionOf(tunnel);
  const encapsulation = encapsulationOf(tunnel);
  if (typeof encapsulation === "string") return { bytes: unknown(encapsulation), is: unknown(encapsulation) };
  const options = typeof tunnel["optionBytes"] === "number" ? tunnel["optionBytes"] : 0;
  const bytes = overheadOf(encapsulation, { version }) + options;
  const framed = "ethernet" in encapsulation ? encapsulation.ethernet : ["vxlan", "geneve", "stt"].includes(encapsulation.kind);
  if (framed && sender === "vlan") {
    const why = unknown("whether the VLAN tag of the sender travels inside the tunnel is seen only in its packets");
    return { bytes: why, is: why };
  }
  const outer = version === 4 ? 20 : 40;
  const own = bytes - outer - (framed ? 14 : 0);
  const parts = [
    `outer IPv${version} ${outer}`,
    ...(own > 0 ? [`${String(tunnel["kind"])} ${own}`] : []),
    ...(framed ? ["inner Ethernet 14"] : []),
  ];
  return { bytes, is: parts.join(" + ") };
}

/** A tunnel whose packets' flows say where they go has no far address; its own says as much. */
export const outerVersionOf = (tunnel: Row): 4 | 6 => (["remote", "local"].some((end) => String(tunnel[end]).includes(":")) ? 6 : 4);

function encapsulationOf(tunnel: Row): Exclude<Encapsulation, { readonly kind: "esp" }> | string {
  const truth = (column: string): boolean | null => (typeof tunnel[column] === "boolean" ? tunnel[column] : null);
  const named = tunnel["kind"];
  if (named !== undefined && isUnknown(named)) return named.unknown;
  const kind = String(named);
  if (/gre/.test(kind)) {
    const [key, checksum, sequence] = [truth("keyed"), truth("checksum"), truth("sequence")];
    if (key === null || checksum === null || sequence === null)
      return "whether this GRE carries a key or a checksum is seen only in its packets";
    // The kernel's gre carries packets; gretap, and everything of Open vSwitch or Neutron, carries frames.
    return { kind: "gre", ethernet: kind !== "gre" || tunnel["by"] !== "kernel", key, checksum, sequence };
  }
  switch (kind) {
    case "vxlan":
      return { kind: "vxlan" };
    case "vxlan-gpe":
      return { kind: "vxlan-gpe", ethernet: false };
    case "geneve":
      // OVN calls its ports ovn-..., and sends 8 bytes of options.
      return { kind: "geneve", optionBytes: tunnel.key.startsWith("ovn-") ? 8 : 0 };
    case "ipip":
    case "sit":
    case "ip6tnl":
      return { kind: "ipip" };
    case "stt":
      return { kind: "stt" };
    case "wireguard":
      return { kind: "wireguard" };
    default:
      return `what ${kind} adds to a packet is not known here`;
  }
}
