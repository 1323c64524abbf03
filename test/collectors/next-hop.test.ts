import { expect, it } from "vitest";
import { why } from "./expected.ts";
import { fieldsOf, read, rowsOf } from "./recording.ts";

const args = { target: "192.0.2.12" };

it("nextHop: the hop that nobody answers for, and how this host takes questions itself", () => {
  const reading = read("nextHop", "iproute2-6.1-failed.txt", { args });
  expect(fieldsOf(reading)).toEqual({
    ...{ targetLocal: false, hop: "198.51.100.12", dev: "eth2", source: "192.0.2.11", hopState: "FAILED" },
    ...{ ownRules: 0, routesCut: false },
  });
  expect(rowsOf(reading, "settings")["eth2"]).toMatchObject({ rpFilter: 1, arpIgnore: 0 });
  expect(rowsOf(reading, "addresses")["198.51.100.11 on eth2"]).toMatchObject({ dev: "eth2", prefix: 24 });
});

it("nextHop: the target itself on link, rules of its own, and routes that lead by several ways or nowhere", () => {
  const reading = read("nextHop", "old-router.txt", { args });
  expect(fieldsOf(reading)).toMatchObject({ hop: "192.0.2.12", dev: "eth1", hopState: "REACHABLE", ownRules: 1 });
  const routes = Object.values(rowsOf(reading, "routes"));
  expect(routes.find(({ destination }) => destination === "default")).toMatchObject({ dev: "eth1", metric: 100 });
  expect(routes.map(({ destination }) => destination)).not.toContain("203.0.113.0/24");
});

it("nextHop: no way is no hop, and no state of one", () => {
  expect(fieldsOf(read("nextHop", "empty.txt", { args }))).toMatchObject({ hop: why("no way to 192.0.2.12"), hopState: why("no way") });
  expect(read("nextHop", "broken.txt", { args })).toMatchObject({ kind: "unparsable" });
});
