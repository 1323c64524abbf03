import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { nameLike } from "../tunnel-name.ts";
import { numberIn, textIn } from "../guest-rows.ts";
import { rowsOf } from "../source-readings.ts";
import { addressesOf, portNamed, tagOf, type Switch } from "../guest-switch.ts";

export interface TunnelTo {
  readonly missing: Value;
  readonly name: string;
  readonly why: string;
}

const tunnelsOf = (ports: Reading): readonly Row[] => rowsOf(ports, "ports").filter((row) => /^[\d.]+$/.test(textIn(row, "remote")));
const leadsTo = (ports: Reading, to: Reading): Row | undefined => {
  const own = new Set(addressesOf(to).map(({ key }) => key));
  return tunnelsOf(ports).find((row) => own.has(textIn(row, "remote")));
};

/**
 * Does this switch lack the tunnel to the other one, or leave it out of what goes to everybody? Tunnels are only looked for where there are some: on
 * networks without tunnels none is missing.
 */
export function tunnelTo(own: Switch, other: Switch): TunnelTo {
  const there = leadsTo(own.ports, other.ports);
  if (there === undefined) {
    const [sibling] = tunnelsOf(own.ports);
    const back = leadsTo(other.ports, own.ports);
    if (sibling === undefined && back === undefined) return { missing: noTunnels(own, other), name: "", why: "" };
    const address = endOf(other.ports, sibling ?? null, back ?? null);
    if (address === null) return { missing: unknown("which address of the other host its tunnels end at is not known"), name: "", why: "" };
    const name = nameLike((sibling ?? back)?.key ?? "", address);
    return { missing: true, name, why: `no port leads to ${address}` };
  }
  if (numberIn(there, "ofport") <= 0) return { missing: true, name: there.key, why: `${there.key} could not be made` };
  return floods(own, there);
}

/** Flow-based tunnels take their ends from each packet; whether one is missing is then not to be read off a port. */
const noTunnels = (own: Switch, other: Switch): Value =>
  [own, other].some(({ ports }) => rowsOf(ports, "ports").some((row) => textIn(row, "remote") === "flow"))
    ? unknown("tunnels here take their ends from flows, not from ports")
    : false;

/** The other host's end: what it calls local itself, or its address in the network that this host's other tunnels lead to. */
function endOf(ports: Reading, sibling: Row | null, back: Row | null): string | null {
  const local = textIn(back ?? undefined, "local");
  if (local !== "") return local;
  const remote = textIn(sibling ?? undefined, "remote");
  const addresses = addressesOf(ports);
  const near = addresses.filter((row) => remote !== "" && sameNetwork(row.key, remote, numberIn(row, "length")));
  return (near.length === 1 ? near[0]?.key : addresses.length === 1 ? addresses[0]?.key : undefined) ?? null;
}

const sameNetwork = (a: string, b: string, length: number): boolean =>
  length > 0 && number(a) >>> (32 - length) === number(b) >>> (32 - length);
const number = (address: string): number => address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0) >>> 0;

/** Frames to everybody in this VLAN go to a list of tunnels; Neutron's l2population leaves those out that it thinks have nobody in it. */
function floods(own: Switch, tunnel: Row): TunnelTo {
  const tag = tagOf(own.port);
  const bridge = textIn(tunnel, "bridge");
  const lists = rowsOf(own.flows, "vlans").filter(
    (row) => row["flood"] === true && row["vlan"] === tag && textIn(row, "bridge") === bridge,
  );
  // No list for this VLAN at all is a wrong tag, or an agent that has not finished: not this.
  if (lists.length === 0) return { missing: false, name: tunnel.key, why: "" };
  const named = lists
    .flatMap((row) => textIn(row, "outputs").split(" "))
    .map((output) => portNamed(own.ports, bridge, output)?.key ?? output);
  const missing = !named.includes(tunnel.key);
  return { missing, name: tunnel.key, why: missing ? `frames to everybody in VLAN ${String(tag)} do not go to ${tunnel.key}` : "" };
}
