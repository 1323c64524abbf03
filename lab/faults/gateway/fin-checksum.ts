import { hostOf, type Lab } from "../../hosts/lab.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { spoilChecksums, stopSpoiling } from "../../means/wrong-checksums.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { hangsAtTheEnd, readPage } from "../../measure/hanging-read.ts";
import { describeTransfer } from "../../measure/transfer.ts";
import { type Fault, type Parameters, textOf } from "../fault.ts";
import { hangingResponse } from "../../topologies/gateway/gateway.ts";

/** Of server1. With timestamps even a bare FIN is too long to be padded. */
export const TIMESTAMPS = "net/ipv4/tcp_timestamps";
export const PAGE_BYTES = 30_000;

const firewallOf = (parameters: Parameters): "gw" | "fw1" => (textOf(parameters, "firewall") === "fw1" ? "fw1" : "gw");

/**
 * Whether the client would refuse them too is `verifies`: while the firewall drops them it makes no difference, and once
 * nf_conntrack_checksum is 0 it is the difference between a cure and a drop that moves.
 */
export const finChecksum: Fault = {
  id: "fin-checksum",
  kind: "fault",
  topology: "gateway",
  about:
    "Segments shorter than 60-byte frames come with a wrong checksum; the firewall's connection tracking calls them invalid, and its rule drops them.",
  story:
    "Fetching a page from server1 takes until the program's timeout, every time, and then all of the page is there. A browser is fast.",
  groundTruth: (parameters) => ({
    causes: [{ id: "conntrackChecksum", host: firewallOf(parameters), object: "ct state invalid drop" }],
  }),
  parameters: { firewall: "gw", verifies: false },
  variants: {
    bridged: { firewall: "fw1" },
    verifying: { verifies: true },
    "bridged-verifying": { firewall: "fw1", verifies: true },
  },
  // Behind both firewalls, so that either may be the one.
  asks: [hangingResponse("client2")],
  inject: async (lab, parameters) => {
    await setOwn(hostOf(lab, "server1"), TIMESTAMPS, 0);
    await spoilChecksums(lab, { before: firewallOf(parameters), mended: parameters["verifies"] !== true });
  },
  heal: async (lab) => {
    await stopSpoiling(lab);
    await putBackOwn(hostOf(lab, "server1"), TIMESTAMPS);
  },
  check: async (lab: Lab, parameters) => {
    const firewall = firewallOf(parameters);
    const from = hostOf(lab, firewall === "gw" ? "client1" : "client2");
    const { result, change } = await around(
      () => gatewayCounters(lab, [firewall, from.name]),
      () => readPage({ from, server: hostOf(lab, "server1"), bytes: PAGE_BYTES, patienceMs: 2_000 }),
    );
    const [invalid = 0, dropped = 0, bytes = 0] = ["invalid", "invalid.packets", "invalid.bytes"].map(
      (name) => change[`${firewall}.${name}`],
    );
    const refused = change[`${from.name}.TcpInCsumErrors`] ?? 0;
    const waiting = result.sockets.filter(({ state }) => state === "FIN-WAIT-1").length;
    return {
      symptom: hangsAtTheEnd(result, PAGE_BYTES),
      mechanism: dropped >= 2 && invalid === dropped && bytes / dropped < 46 && waiting > 0 && refused === 0,
      saw: `${from.name} ${describeTransfer(result)}; ${firewall} conntrack invalid +${invalid}, its rule dropped ${dropped} packets with ${bytes} bytes; server1 has ${waiting} sockets in FIN-WAIT-1; ${from.name} TcpInCsumErrors +${refused}`,
    };
  },
};
