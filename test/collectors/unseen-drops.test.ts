import { expect, it } from "vitest";
import { derive, parse } from "#collectors";
import type { BriefHost, Given, Source, Value } from "#machines/contract/index.ts";
import { fieldsOf, output, rowsOf } from "./recording.ts";

const host = (role: string): BriefHost => ({ key: role, role, name: role, address: "198.51.100.1" });
const HOSTS = [host("client"), host("server")];

const counts = (dropped: number, refused: string): readonly string[] => [
  `cpu 00000010 ${refused} 00000000`,
  "dev lo rx_dropped 900",
  `dev eth1 rx_dropped ${dropped}`,
  "dev eth1 rx_missed_errors 7",
  "dev eth1 tx_dropped 80",
  "dev tun0 rx_dropped 0",
  "dev tun0 rx_missed_errors 0",
  `dev tun0 tx_dropped ${dropped}`,
  "dev tun0 tap 1",
  "programs",
  "card == eth1 virtio_net",
  "card NIC statistics:",
  "card      rx_queue_0_drops: 0",
  "card == end",
];
const captured = (before: readonly string[], after: readonly string[]) =>
  fieldsOf(
    parse(
      "handshakes",
      0,
      output(
        [
          ...["== before", ...before, "== capture", "listening on any, link-type LINUX_SLL2", "0 packets captured"],
          ...["0 packets dropped by kernel", "== status 0", "== after", ...after, "== end", ""],
        ].join("\n"),
      ),
    ),
  );

it("counts what was dropped before and behind the capture: by both the interface and a CPU, and of taps", () => {
  // The CPU's counter is 32 bits wide.
  expect(captured(counts(5, "fffffffe"), counts(12, "00000002"))).toMatchObject({
    ...{ backlogDrops: 4, ringDrops: 0, cardDrops: 0, tapDrops: 7, packetProgram: "none" },
  });
  expect(captured(counts(5, "00000000"), counts(5, "00000900"))).toMatchObject({ backlogDrops: 0, tapDrops: 0 });
  expect(captured(counts(5, "00000000"), [...counts(5, "00000000"), "program eth1"])).toMatchObject({ packetProgram: "eth1" });
});

it("says that it does not know where nothing was read, a card refused, or an interface went away", () => {
  const none = captured([], []);
  for (const field of ["backlogDrops", "ringDrops", "cardDrops", "tapDrops", "packetProgram"])
    expect(none[field]).toMatchObject({ unknown: expect.any(String) as string });
  const refused = counts(0, "00000000").map((line) => (line.startsWith("card NIC") ? "card culprit: toolMissing: ethtool" : line));
  expect(captured(refused, refused)).toMatchObject({
    cardDrops: { unknown: expect.stringContaining("ethtool") as string },
    backlogDrops: 0,
  });
  const gone = counts(0, "00000000").filter((line) => !line.startsWith("dev tun0"));
  expect(captured(counts(0, "00000000"), gone)).toMatchObject({ tapDrops: { unknown: expect.stringContaining("tun0") as string } });
});

it("tells what taps dropped from what other devices did that were to send", () => {
  const sent = (tun: number, eth1: number): readonly string[] => [
    ...["dev tun0 tap 1", `dev tun0 tx_dropped ${tun}`, `dev eth1 tx_dropped ${eth1}`, "programs", "card == end"],
  ];
  expect(captured(sent(3, 10), sent(5, 17))).toMatchObject({ tapDrops: 2, sendDrops: 7 });
});

it("reads them beside the other captures as well, and beside the devices of a guest's port", () => {
  const device = "device tap3f2a91c0-1b up 1 0x1303 37 52 qbr3f2a91c0-1b 1450";
  const queue = (dropped: number): readonly string[] => [
    device,
    ...counts(5, "00000000"),
    ...[`rx_dropped 0`, `rx_missed_errors 0`, `tx_dropped ${dropped}`].map((count) => `dev tap3f2a91c0-1b ${count}`),
  ];
  const both = (before: readonly string[], after: readonly string[]) => ["== before", ...before, "== after", ...after, "== end", ""];
  const frames = parse("guestFrames", 0, output(["captured 0 lost 0 limit 50000", ...both(queue(1), queue(9))].join("\n")));
  expect(fieldsOf(frames)).toMatchObject({ backlogDrops: 0, ringDrops: 0, cardDrops: 0, sendDrops: 8, packetProgram: "none" });
  expect(rowsOf(frames, "devices")["tap3f2a91c0-1b"]).toMatchObject({ outDropped: 8 });
  const said = ["packets captured", "packets received by filter", "packets dropped by kernel"].map((words) => `0 ${words}`);
  const link = ["== link", "tcpdump: listening on any, link-type LINUX_SLL2", "== segments", ...said, "== ended 0"];
  const segments = parse("segments", 0, output([...link, ...both(counts(5, "00000000"), counts(9, "00000003"))].join("\n")));
  expect(fieldsOf(segments)).toMatchObject({ backlogDrops: 3, tapDrops: 4, sendDrops: 0, packetProgram: "none" });
});

const ALL_SEEN = { backlogDrops: 0, ringDrops: 0, cardDrops: 0, tapDrops: 0, sendDrops: 0, packetProgram: "none" };
/** Ten SYNs left the client and none came to the server. */
const between = (server: Readonly<Record<string, Value>>): Value | undefined => {
  const capture = (on: BriefHost, fields: Readonly<Record<string, Value>>, synOut: number): Source => ({
    ...{ collector: "handshakes", test: "handshakes", host: on, moment: "during", args: {} },
    answer: {
      fields: { complete: true, ...fields },
      tables: {
        handshakes: synOut === 0 ? [] : [{ key: "1", source: "192.0.2.11", sourcePort: 40_000, synOut }],
        resolutions: [],
        errors: [],
      },
    },
  });
  const probe: Source = {
    ...{ collector: "connectProbe", test: "connectProbe", host: host("client"), moment: "during", args: {} },
    answer: {
      fields: { attempted: 1, connected: 0, source: "192.0.2.11" },
      tables: { attempts: [{ key: "0", atMs: 0, tookMs: 3_500, end: "timedOut", localPort: 40_000 }] },
    },
  };
  const sources = [probe, capture(host("client"), ALL_SEEN, 10), capture(host("server"), server, 0)];
  const given: Given = { host: host("client"), hosts: HOSTS, inputs: {}, args: {}, sources };
  return derive("handshakePath", given).fields["lostBetween"];
};

it("calls lost between hosts only what none of them can have dropped unseen", () => {
  expect(between(ALL_SEEN)).toBe(10);
  expect(between({ ...ALL_SEEN, backlogDrops: 1 })).toBe(10);
  const says = (words: string) => ({ unknown: expect.stringContaining(words) as string });
  expect(between({ ...ALL_SEEN, backlogDrops: 9 })).toEqual(says("receive backlog 9): small-packet-loss"));
  expect(between({ ...ALL_SEEN, ringDrops: 40 })).toEqual(says("receive ring 40"));
  expect(between({ ...ALL_SEEN, sendDrops: 3 })).toEqual(says("devices that send 3"));
  expect(between({ ...ALL_SEEN, packetProgram: "eth1" })).toEqual(says("XDP program at eth1 of server"));
  expect(between({ ...ALL_SEEN, cardDrops: { unknown: "no ethtool" } })).toEqual(says("not known: no ethtool"));
  expect(between({})).toEqual(says("not known"));
});
