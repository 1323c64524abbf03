import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOf, sections } from "../section.ts";
import { mapIn, optionIn, records, setIn, textIn, type Record_ } from "./records.ts";
import { remoteOf, TUNNELS } from "../tunnel-name.ts";

export function parseOvsPorts(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const [bridges, ports, interfaces] = ["Bridge", "Port", "Interface"].map((table) => records(linesOf(all, table), table));
  if (bridges === undefined || ports === undefined || interfaces === undefined) return unparsable("a table is missing");
  const byId = new Map(interfaces.map((each) => [textIn(each, "_uuid"), each]));
  const bridgeOf = new Map(bridges.flatMap((bridge) => setIn(bridge, "ports").map((port) => [port, textIn(bridge, "name")])));
  const rows = ports.flatMap((port) => {
    const bridge = bridgeOf.get(textIn(port, "_uuid")) ?? "none";
    return setIn(port, "interfaces").map((id) =>
      row(port, byId.get(id) ?? unparsable(`port ${textIn(port, "name")} has no interface`), bridge),
    );
  });
  const addresses = linesOf(all, "addresses").flatMap((line) => {
    const [, device, address, length] = /^(?:\d+: )?(\S+)?\s+inet (\d+\.\d+\.\d+\.\d+)\/(\d{1,2})\b/.exec(line) ?? [];
    return address === undefined || address.startsWith("127.") ? [] : [{ key: address, device: device ?? "", length: Number(length) }];
  });
  const agent = linesOf(all, "agent");
  const configured = agent.some((line) => line.startsWith("configured "));
  const running = agent.includes("running");
  return {
    fields: {
      bridges: bridges.length,
      ports: rows.length,
      tunnels: rows.filter(({ remote }) => typeof remote === "string" && remote !== "").length,
      badPorts: rows.filter(({ ofport, error }) => typeof ofport !== "number" || error !== "").length,
      agentConfigured: configured || running,
      agentRunning: running,
    },
    tables: {
      ports: rows,
      bridges: bridges.map((bridge) => ({
        key: textIn(bridge, "name"),
        datapath: textIn(bridge, "datapath_type"),
        failMode: optionIn(bridge, "fail_mode"),
      })),
      addresses,
    },
  };
}

function row(port: Record_, one: Record_, bridge: string): Row {
  const options = mapIn(one, "options");
  const external = mapIn(one, "external_ids");
  const intended = mapIn(port, "other_config");
  const type = textIn(one, "type");
  const statistics = mapIn(one, "statistics");
  return {
    key: textIn(one, "name"),
    bridge,
    type: type === "" ? "system" : type,
    ofport: number(optionIn(one, "ofport"), "no port number yet"),
    error: optionIn(one, "error"),
    tag: number(optionIn(port, "tag"), "it has no tag"),
    intendedTag: number(intended.get("tag") ?? "", "nothing in its other_config says so"),
    segment: number(intended.get("segmentation_id") ?? "", "nothing in its other_config says so"),
    up: optionIn(one, "admin_state") !== "down" && optionIn(one, "link_state") !== "down",
    remote: options.get("remote_ip") ?? remoteOf(textIn(one, "name")) ?? "",
    local: options.get("local_ip") ?? "",
    tunnel: TUNNELS.has(type),
    peer: options.get("peer") ?? "",
    portId: external.get("iface-id") ?? "",
    mac: (external.get("attached-mac") ?? "").toLowerCase(),
    rxPackets: number(statistics.get("rx_packets") ?? "", "not counted"),
    txPackets: number(statistics.get("tx_packets") ?? "", "not counted"),
  };
}

/** A port that could not be made has the number -1. */
function number(text: string, why: string): Value {
  if (text === "") return unknown(why);
  return /^-\d{1,9}$/.test(text) ? unknown("it could not be made") : decimal(text, "a number of the database");
}
