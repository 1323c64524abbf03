import { expect, it } from "vitest";
import { parse } from "#collectors";
import { why } from "./expected.ts";
import { fieldsOf, output, read, recording, rowsOf } from "./recording.ts";

it("loadedPing: the worse of two runs against what is acceptable", () => {
  const fields = fieldsOf(read("loadedPing", "bloated.txt", { args: { acceptableMs: "20" } }));
  expect(fields).toMatchObject({ idleMedianMs: 0.5, loadedMinMs: 80, worstMs: 120, excessMs: 100, loadMbit: 40 });
  expect(fieldsOf(read("loadedPing", "no-load.txt"))).toMatchObject({ loadMbit: why("Connection refused"), excessMs: why("acceptable") });
  // That nothing grew under a load that never ran says nothing; that something did, does. Who asks for 1 Mbit/s says that there is a load anyway.
  const unloaded = (acceptableMs: string, loadMbit: string) =>
    fieldsOf(read("loadedPing", "no-load.txt", { args: { acceptableMs, loadMbit } }))["excessMs"];
  expect([unloaded("200", "20"), unloaded("100", "20"), unloaded("200", "1")]).toEqual([why("Connection refused"), 20, 0]);
  const { stdout } = recording("loadedPing", "bloated.txt");
  // Which were lost, and when, is known only where each answer has its line.
  expect(rowsOf(read("loadedPing", "bloated.txt"), "roundTrips")["loaded 2"]).toMatchObject({ of: "loaded", number: 2, tookMs: 120 });
  const damaged = parse("loadedPing", 0, output(stdout.replace(/^64 bytes.*120 ms\n/m, ""), { args: {} }));
  expect(Object.keys(rowsOf(damaged, "echoes"))).toEqual(["idle"]);
  const moved = (bytes: number) =>
    fieldsOf(
      parse(
        "loadedPing",
        0,
        output(stdout.replace("transfer 10000000 2.000", `transfer ${bytes} 2.000`), { args: { acceptableMs: "200", loadMbit: "20" } }),
      ),
    )["excessMs"];
  expect([moved(125_000), moved(124_000)]).toEqual([0, why("did not get going (0.50 of 20 Mbit/s)")]);
  // The receiver is stopped in the middle: as many Mbit/s for as long as it lasted.
  const lasted = (seconds: string, acceptableMs: string) =>
    fieldsOf(
      parse(
        "loadedPing",
        0,
        output(stdout.replace("transfer 10000000 2.000", `transfer 1547975 ${seconds}`), {
          args: { acceptableMs, loadMbit: "20", count: "100" },
        }),
      ),
    )["excessMs"];
  expect([lasted("0.619", "200"), lasted("1.100", "200"), lasted("0.619", "100")]).toEqual([why("ended after 0.6 of 2.0 s"), 0, 20]);
  // A queue of seconds: what is sent beside the load comes back when ping has gone.
  const gone = stdout.replace(
    /(== loaded\n.*\n)(?:.* ttl=.*\n)+\n(.*\n)2 packets transmitted, 2 received, 0%([^=]*\n)rtt.*\n/,
    "$1\n$22 packets transmitted, 0 received, 100%$3",
  );
  const late = parse("loadedPing", 0, output(gone, { args: { acceptableMs: "20", loadMbit: "20" } }));
  expect(fieldsOf(late)).toMatchObject({ received: 2, loadMbit: 40, worstMs: 0.5, excessMs: why("beside our load none came back") });
  expect(fieldsOf(read("loadedPing", "empty.txt", { args: { acceptableMs: "20" } }))).toMatchObject({
    received: 0,
    lostPercent: 100,
    excessMs: why("nothing came back"),
  });
  expect(read("loadedPing", "broken.txt")).toMatchObject({ kind: "unparsable" });
});
