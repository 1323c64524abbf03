import { expect, it } from "vitest";
import { healFault, injectFault } from "#lab/faults/perform.ts";
import { hostOf } from "#lab/hosts/lab.ts";
import { ping } from "#lab/measure/ping.ts";
import { watchStream } from "#lab/measure/streams.ts";
import { PAIR } from "#lab/topologies/flat.ts";
import { proving } from "./proving.ts";

const SLICE = [
  "listen-overflow",
  "service-down:loopback",
  "syn-flood:kernel-limit",
  "tap-queue:tap",
  "dns-timeout",
  "ports-exhausted:time-wait",
  "close-wait",
  "window-small",
  "spinning-daemon",
];

await proving(PAIR, SLICE, (theLab) => {
  it("of a small window is one of the window: the same way carries many times more with a large one", async () => {
    const lab = theLab();
    await injectFault(lab, "window-small", { bytes: 8_000_000 });
    const stream = await watchStream(hostOf(lab, "alpha"), 8_730, 1_500);
    await healFault(lab);
    expect(stream?.mbitPerSecond).toBeGreaterThan(80);
    expect((await ping({ from: hostOf(lab, "alpha"), to: "192.0.2.12", count: 3 })).averageMs).toBeLessThan(10);
  });

  it("leave alpha's own settings and files as they were, also when healed twice", async () => {
    const lab = theLab();
    const alpha = hostOf(lab, "alpha");
    const own = () =>
      alpha.must([
        "sh",
        "-c",
        "cat /proc/sys/net/ipv4/ip_local_port_range /etc/resolv.conf; ls /etc/resolv* /run/lab; ip route; ss -Htan | wc -l",
      ]);
    const before = await own();
    for (const name of ["ports-exhausted", "dns-timeout:retired", "tap-queue"]) await injectFault(lab, name);
    expect(await own()).not.toBe(before);
    expect(await healFault(lab)).toHaveLength(3);
    expect(await healFault(lab)).toEqual([]);
    expect(await own()).toBe(before);
  });
});
