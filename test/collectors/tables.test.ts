import { describe, expect, it } from "vitest";
import type { CollectorId } from "#collectors";
import type { Value } from "#machines/contract/index.ts";
import type { Expected } from "./expected.ts";
import { ofConnections } from "./expected-connections.ts";
import { ofConversations } from "./expected-conversations.ts";
import { ofTheKernel } from "./expected-files.ts";
import { ofTools } from "./expected-tools.ts";
import { fieldsOf, read, recordingsOf } from "./recording.ts";

const READINGS: Readonly<Partial<Record<CollectorId, readonly Expected[]>>> = {
  ...ofConnections,
  ...ofConversations,
  ...ofTheKernel,
  ...ofTools,
};

/** Nothing can be read from these, and the failure says so. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  softnet: ["empty.txt", "broken.txt"],
  preflight: ["empty.txt", "broken.txt"],
  protocolCounters: ["empty.txt", "broken.txt"],
  links: ["empty.json", "broken.json"],
  qdisc: ["broken.json", "broken.txt"],
  conntrack: ["empty.txt", "broken.txt", "broken-procfs.txt"],
  conntrackTable: ["broken.txt"],
  sysctls: ["empty.txt", "broken.txt"],
  sockets: ["broken.txt"],
  softirqs: ["empty.txt", "broken.txt"],
  firewall: ["broken.txt", "broken-iptables.txt"],
  dropReasons: ["broken.txt"],
  ping: ["empty.txt", "broken.txt"],
  connectProbe: ["broken.txt"],
  handshakes: ["broken.txt"],
  way: ["empty.txt", "broken.txt"],
  listeners: ["broken.txt"],
  localPorts: ["broken.txt"],
  translations: ["broken.txt"],
  pathCapture: ["broken.txt"],
  ovsPorts: ["broken.txt"],
  ovsFlows: ["broken.txt"],
  ovsDatapath: ["broken.txt"],
  ipsec: ["broken.txt"],
  guestFrames: ["broken.txt"],
  guestProbe: ["empty.txt", "broken.txt"],
  metadataService: ["broken.txt"],
  securityGroups: ["broken.txt"],
  closeProbe: ["empty.txt", "broken.txt"],
  segments: ["broken.txt"],
  peerSockets: ["broken.txt"],
  lookups: ["empty.txt", "broken.txt"],
  resolver: ["broken.txt"],
  nameService: ["broken.txt"],
};

const ids = Object.keys(READINGS) as CollectorId[];

describe.each(ids)("%s", (id) => {
  it.each(READINGS[id] ?? [])("reads %s", (file, fields) => {
    expect(fieldsOf(read(id, file))).toMatchObject(fields as Record<string, Value>);
  });

  it.each(REFUSED[id] ?? [])("refuses %s as unparsable", (file) => {
    expect(read(id, file)).toMatchObject({ kind: "unparsable", why: expect.any(String) });
  });

  it("has no recording that no test reads", () => {
    const named = [...(READINGS[id] ?? []).map(([file]) => file), ...(REFUSED[id] ?? []), ...(id === "ping" ? ["all-lost.txt"] : [])];
    expect(recordingsOf(id).map(({ file }) => file)).toEqual([...new Set(named)].sort());
  });
});
