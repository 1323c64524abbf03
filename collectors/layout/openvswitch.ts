import { type Row, unknown, type Value } from "#machines/contract/value.ts";
import { exactJson, isList, isObject, type Json } from "../json.ts";

export interface SwitchInterface {
  readonly row: Row;
  readonly options: ReadonlyMap<string, string>;
  readonly ids: ReadonlyMap<string, string>;
}

export interface SwitchRead {
  readonly bridges: readonly Row[];
  readonly ports: readonly Row[];
  readonly interfaces: readonly SwitchInterface[];
}

type Cells = Readonly<Record<string, Json>>;

/** What `ovs-vsctl -f json` prints of three tables, a line each: bridges, their ports, the ports' interfaces. Null: not what it should be. */
export function switchFrom(lines: readonly string[]): SwitchRead | null {
  const [bridges, ports, interfaces] = lines.filter((line) => line.startsWith("{")).map(table);
  if (bridges === undefined || ports === undefined || interfaces === undefined) return null;
  const bridgeOf = new Map(bridges.flatMap((bridge) => refs(bridge["ports"]).map((port) => [port, word(bridge["name"])] as const)));
  const portOf = new Map(
    ports.flatMap((port) =>
      refs(port["interfaces"]).map((id) => [id, { port: word(port["name"]), bridge: bridgeOf.get(ref(port["_uuid"])) ?? "none" }] as const),
    ),
  );
  const bridgeRow = (bridge: Cells): Row => ({
    key: word(bridge["name"]),
    datapath: word(bridge["datapath_type"]) === "" ? "system" : word(bridge["datapath_type"]),
    ports: refs(bridge["ports"]).length,
  });
  const portRow = (port: Cells): Row => ({
    key: word(port["name"]),
    bridge: bridgeOf.get(ref(port["_uuid"])) ?? "none",
    // 0 is no VLAN: the sets are empty when nothing is set.
    tag: number(port["tag"]) ?? 0,
    trunks: setOf(port["trunks"]).map(String).join(" "),
    bond: word(port["bond_mode"]),
    interfaces: refs(port["interfaces"]).length,
  });
  const interfaceRow = (each: Cells): SwitchInterface => {
    const [options, ids] = [mapOf(each["options"]), mapOf(each["external_ids"])];
    const row = {
      key: word(each["name"]),
      port: portOf.get(ref(each["_uuid"]))?.port ?? "none",
      bridge: portOf.get(ref(each["_uuid"]))?.bridge ?? "none",
      type: word(each["type"]) === "" ? "system" : word(each["type"]),
      ofport: number(each["ofport"]) ?? unknown("not opened yet"),
      mtu: number(each["mtu"]) ?? unknown("interfaces of this type have no MTU"),
      mtuRequest: number(each["mtu_request"]) ?? unknown("none is asked for"),
      error: word(each["error"]) === "" ? "none" : word(each["error"]),
      patchPeer: options.get("peer") ?? "none",
      attachedMac: ids.get("attached-mac") ?? "none",
    };
    return { row, options, ids };
  };
  return { bridges: bridges.map(bridgeRow), ports: ports.map(portRow), interfaces: interfaces.map(interfaceRow) };
}

function table(line: string): readonly Cells[] {
  const parsed = exactJson(line, "ovs-vsctl");
  if (!isObject(parsed) || !isList(parsed["data"]) || !isList(parsed["headings"])) return [];
  const headings = parsed["headings"].map(String);
  return parsed["data"].flatMap((row) =>
    isList(row) ? [Object.fromEntries(row.map((cell, index) => [headings[index] ?? String(index), cell] as const))] : [],
  );
}

/** RFC 7047 5.1: a set of one is the element itself; ["set", [...]], ["map", [[k, v], ...]], ["uuid", "..."]. */
const setOf = (cell: Json | undefined): readonly Json[] =>
  isList(cell) && cell[0] === "set" && isList(cell[1]) ? cell[1] : cell === undefined ? [] : [cell];
const ref = (cell: Json | undefined): string => (isList(cell) && cell[0] === "uuid" ? String(cell[1]) : "");
const refs = (cell: Json | undefined): readonly string[] => setOf(cell).map(ref).filter(Boolean);
const word = (cell: Json | undefined): string => {
  const [first] = setOf(cell);
  return typeof first === "string" ? first : "";
};
const number = (cell: Json | undefined): Value | undefined => {
  const [first] = setOf(cell);
  return typeof first === "number" ? first : undefined;
};
const mapOf = (cell: Json | undefined): ReadonlyMap<string, string> =>
  new Map(
    isList(cell) && cell[0] === "map" && isList(cell[1])
      ? cell[1].flatMap((pair) => (isList(pair) ? [[String(pair[0]), String(pair[1])] as const] : []))
      : [],
  );
