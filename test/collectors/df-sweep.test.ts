import { describe, expect, it } from "vitest";
import { parse } from "#collectors";
import { fieldsOf, output, read } from "./recording.ts";

const sweep = (sizes: string, device = "eth1 1500") =>
  fieldsOf(parse("dfSweep", 0, output(`CULPRIT-ARMED\nroute 192.0.2.1 dev eth1\nmode probe\ndevice ${device}\n${sizes}\nend\n`)));

describe("a sweep of sizes", () => {
  it("counts what vanished, and where it begins", () => {
    expect(fieldsOf(read("dfSweep", "vanish.txt"))).toMatchObject({ largestPassing: 1462, belowFull: 14, exact: true, vanished: 18 });
  });

  it("calls nothing vanished when somebody spoke: a router, or the cache of path MTUs", () => {
    expect(fieldsOf(read("dfSweep", "told.txt"))).toMatchObject({
      failure: "told",
      reportedMtu: 1400,
      vanished: 0,
      learntMtu: 1400,
      ignoresLearnt: false,
    });
  });

  it("says nothing about sizes when small ones are lost too, or when a larger one passes", () => {
    expect(fieldsOf(read("dfSweep", "empty.txt"))).toMatchObject({ smallPassed: false, vanished: 0, sizeDecides: false });
    expect(sweep("size 200 passed 2 2 - -\nsize 1450 lost 2 0 - -\nsize 1500 passed 2 1 - -")).toMatchObject({
      sizeDecides: false,
      vanished: 0,
    });
  });

  it("leaves open whether the full size vanishes where smaller ones are lost by chance", () => {
    const lossy = "size 200 passed 2 2 - -\nsize 1400 lost 2 0 - -\nsize 1450 passed 2 1 - -\nsize 1500 lost 2 0 - -";
    expect(sweep(lossy)["vanished"]).toEqual({ unknown: expect.stringContaining("by chance") });
  });

  it("takes a size that was asked again for one: it passes if it passed once, and all its probes count", () => {
    const again = sweep(
      "size 200 passed 2 2 - -\nsize 1400 lost 2 0 - -\nsize 1500 lost 2 0 - -\nsize 1400 passed 2 1 - -\nsize 1500 lost 2 0 - -",
    );
    expect(again).toMatchObject({ largestPassing: 1_400, vanished: 4, sent: 10, received: 3, sizeDecides: true });
    expect(sweep("size 200 passed 2 2 - -\nsize 1500 passed 2 1 - -\nsize 1500 lost 2 0 - -")).toMatchObject({ fullPassed: true });
  });

  it("counts what the link itself refuses as vanished: nobody told the program a size", () => {
    expect(sweep("size 200 passed 2 2 - -\nsize 1500 refused 2 0 - -")).toMatchObject({ failure: "refused", vanished: 2, exact: false });
  });

  it("has no MTU without a route, and refuses what is cut or strange", () => {
    expect(sweep("size 200 lost 2 0 - -", "- -")).toMatchObject({ localMtu: { unknown: expect.any(String) } });
    expect(read("dfSweep", "broken.txt")).toMatchObject({ kind: "unparsable" });
    expect(parse("dfSweep", 0, output("device eth1 1500\nsize 200 eaten 2 2 - -\nend\n"))).toMatchObject({ kind: "unparsable" });
  });
});
