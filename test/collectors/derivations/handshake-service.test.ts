import { expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Row, Source } from "#machines/contract/index.ts";
import { source } from "./guest-path.ts";

const host = (role: string): BriefHost => ({ key: role, role, name: role, address: "198.51.100.1" });
const [CLIENT, GATEWAY, SERVER] = ["client", "gateway", "server"].map(host) as [BriefHost, BriefHost, BriefHost];
const TARGET = "203.0.113.11";

interface Refused {
  /** Where the SYN went when it came to the server. */
  readonly arrivedAt?: string;
  /** Who sends the reset: the server, or the gateway in its name. */
  readonly by?: "server" | "gateway";
  readonly serverSeen?: boolean;
}

/** One attempt that was refused, and where programs listen on the server. */
function refused(on: BriefHost, listening: readonly string[], { arrivedAt = TARGET, by = "server", serverSeen = true }: Refused = {}) {
  const row = (counts: Row | Omit<Row, "key">): Row => ({
    ...{ key: "1", source: "192.0.2.11", sourcePort: 40_000, synIn: 0, synOut: 0, answerIn: 0, answerOut: 0, resetIn: 0, resetOut: 0 },
    ...counts,
  });
  const seen = (at: BriefHost, counts: Omit<Row, "key">): Source =>
    source("handshakes", at, { answer: { fields: { complete: true }, tables: { handshakes: [row(counts)] } } });
  const own = by === "server" ? 1 : 0;
  const attempts: Row[] = [{ key: "0", end: "refused", tookMs: 1, localPort: 40_000 }];
  const sources: readonly Source[] = [
    source("connectProbe", CLIENT, { answer: { fields: { attempted: 1, connected: 0, refused: 1 }, tables: { attempts } } }),
    seen(CLIENT, { synOut: 1, resetIn: 1 }),
    seen(GATEWAY, { synIn: 1, synOut: 1, resetIn: own, resetOut: 1 }),
    ...(serverSeen ? [seen(SERVER, { synIn: 1, resetOut: own, target: arrivedAt })] : []),
    source("listeners", SERVER, { answer: { fields: {}, tables: { listeners: listening.map((address) => ({ key: address, address })) } } }),
  ];
  return derive("handshakePath", { host: on, hosts: [CLIENT, GATEWAY, SERVER], inputs: { target: TARGET }, args: {}, sources }).fields;
}

it("tells a service that is not where its clients look for it from a reset that is sent in its name", () => {
  for (const absent of [[], ["127.0.0.1"], ["[::1]"], ["203.0.113.12"]])
    expect(refused(SERVER, absent), absent.join()).toMatchObject({ served: false, resetsLeft: 1, lostHere: 0 });
  for (const there of ["0.0.0.0", "*", "[::]", TARGET, `[::ffff:${TARGET}]`, "0.0.0.0%eth1"])
    expect(refused(SERVER, [there]), there).toMatchObject({ served: true, lostHere: 1 });
});

it("goes by the address that the attempts arrive with, where a translator gave them another", () => {
  expect(refused(SERVER, ["10.0.0.5"], { arrivedAt: "10.0.0.5" })["served"]).toBe(true);
  expect(refused(SERVER, ["0.0.0.0"], { arrivedAt: "2001:db8::11" })["served"]).toBe(false);
  // Nobody from outside comes to a loopback address, whatever was seen.
  expect(refused(SERVER, ["127.0.0.1"], { serverSeen: false })["served"]).toBe(false);
  expect(refused(SERVER, ["203.0.113.12"], { serverSeen: false })["served"]).toEqual({
    unknown: expect.stringContaining("was seen to arrive"),
  });
});

it("says whose reset it is", () => {
  expect(refused(SERVER, [], { by: "gateway" })["resetsLeft"]).toBe(0);
  expect(refused(GATEWAY, [], { by: "gateway" })["resetsLeft"]).toBe(1);
  expect(refused(GATEWAY, [])["resetsLeft"]).toBe(0);
});
