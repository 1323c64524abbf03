import { hostOf, type Lab } from "../../hosts/lab.ts";
import { putBackOwn, setOwn } from "../../means/own-setting.ts";
import { spoilChecksums, stopSpoiling } from "../../means/wrong-checksums.ts";
import { around } from "../../measure/counters.ts";
import { gatewayCounters } from "../../measure/gateway-counters.ts";
import { hangsAtTheEnd, readPage } from "../../measure/hanging-read.ts";
import { describeTransfer } from "../../measure/transfer.ts";
import type { Fault } from "../fault.ts";
import { PAGE_BYTES, TIMESTAMPS } from "./fin-checksum.ts";

const VERIFIED = "net/netfilter/nf_conntrack_checksum";

/** What is left of the story after its usual cure, where the segments are really broken. */
export const endHostChecksum: Fault = {
  id: "end-host-checksum",
  kind: "fault",
  topology: "gateway",
  about: "Short segments come with a wrong checksum; gw's connection tracking was told not to look at it, and client1 itself refuses them.",
  story: "Fetching a page from server1 hangs until the program's timeout. The firewall was already told to let everything of it pass.",
  groundTruth: { causes: [{ id: "endHostChecksum", host: "client1", object: "eth1" }] },
  parameters: {},
  inject: async (lab) => {
    await setOwn(hostOf(lab, "gw"), VERIFIED, 0);
    await setOwn(hostOf(lab, "server1"), TIMESTAMPS, 0);
    await spoilChecksums(lab, { before: "gw", mended: false });
  },
  heal: async (lab) => {
    await stopSpoiling(lab);
    await putBackOwn(hostOf(lab, "server1"), TIMESTAMPS);
    await putBackOwn(hostOf(lab, "gw"), VERIFIED);
  },
  check: async (lab: Lab) => {
    const { result, change } = await around(
      () => gatewayCounters(lab, ["gw", "client1"]),
      () => readPage({ from: hostOf(lab, "client1"), server: hostOf(lab, "server1"), bytes: PAGE_BYTES, patienceMs: 2_000 }),
    );
    const [refused = 0, invalid = 0] = [change["client1.TcpInCsumErrors"], change["gw.invalid"]];
    const waiting = result.sockets.filter(({ state }) => state === "FIN-WAIT-1").length;
    return {
      symptom: hangsAtTheEnd(result, PAGE_BYTES),
      mechanism: refused >= 2 && invalid === 0 && waiting > 0,
      saw: `client1 ${describeTransfer(result)}; client1 TcpInCsumErrors +${refused}; gw conntrack invalid +${invalid}; server1 has ${waiting} sockets in FIN-WAIT-1`,
    };
  },
};
