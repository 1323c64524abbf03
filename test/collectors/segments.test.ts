import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { output, read, rowsOf } from "./recording.ts";

const HEAD = "== link\ntcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 128 bytes\n== segments\n";
const tail = (count: number): string =>
  `${count} packets captured\n${count} packets received by filter\n0 packets dropped by kernel\n== ended 0\n== end\n`;

const packet = (way: "In" | "Out", { id, flags }: { readonly id: number; readonly flags: string }): string =>
  `1700000000.100000 eth1  ${way} ethertype IPv4 (0x0800), length 60: (id ${id}, length 40)\n` +
  `    192.0.2.11.44334 > 203.0.113.11.80: Flags [${flags}], cksum 0x1234 (correct), seq 5, ack 9, length 0\n`;

const flows = (...packets: readonly string[]) =>
  rowsOf(
    parse("segments", 0, output(HEAD + packets.join("") + tail(packets.length), { args: { target: "203.0.113.11", port: "80" } })),
    "flows",
  );

describe("segments that arrive and do not leave", () => {
  it("are not those that leave merged with the one before them", () => {
    const merged = rowsOf(read("segments", "tcpdump-4.99-ipv6-merged.txt", { args: { target: "2001:db8::11", port: "80" } }), "flows");
    expect(merged["2001:db8:1::7:40000"]).toMatchObject({ answersIn: 2, answersOut: 1, swallowed: 0 });
  });

  it("are known by their IP identification: the same segment sent again is another packet", () => {
    const row = flows(packet("In", { id: 1, flags: "F." }), packet("In", { id: 2, flags: "F." }), packet("Out", { id: 2, flags: "F." }));
    expect(row["192.0.2.11:44334"]).toMatchObject({ requestsIn: 2, requestsOut: 1, swallowed: 1, swallowedShort: 1 });
  });

  it("leave resets aside, which end what was given up", () => {
    const row = flows(packet("In", { id: 1, flags: "R." }), packet("In", { id: 2, flags: "." }));
    expect(row["192.0.2.11:44334"]).toMatchObject({ swallowed: 1, swallowedResets: 1 });
  });

  it("count as padded where the frame is longer than the packet, after the cooked header of either kind", () => {
    const old = rowsOf(read("segments", "tcpdump-4.9-sll.txt", { args: { target: "203.0.113.11", port: "80" } }), "flows");
    expect(old["192.0.2.11:44334"]).toMatchObject({
      finsIn: 2,
      finsOut: 0,
      shortIn: 2,
      paddedIn: 2,
      badIn: 0,
      swallowed: 2,
      swallowedFins: 2,
    });
  });
});
