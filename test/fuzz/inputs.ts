import fc from "fast-check";
import { type CollectorId, collectors } from "#collectors";
import type { Collector, CommandOutput, SlotType } from "#machines/contract/index.ts";
import { damage, damaged, NASTY } from "./damage.ts";
import { recordingsOf } from "../collectors/recording.ts";

export const collectorIds = Object.keys(collectors) as readonly CollectorId[];

export const waysOf = (id: CollectorId): Collector["ways"] => (collectors[id] satisfies Collector as Collector).ways;

/** A value that each type of slot takes. */
export const SLOT_VALUES: Readonly<Record<SlotType, readonly [string, ...string[]]>> = {
  ipAddress: ["192.0.2.10", "2001:db8::1", "203.0.113.255"],
  interface: ["eth0", "tap0e778df8-ca", "__proto__"],
  port: ["443", "65535"],
  netns: ["none", "qrouter-1f2e", "constructor"],
  count: ["3", "1000000"],
  seconds: ["1", "3600"],
  milliseconds: ["20", "60000"],
  bytes: ["0", "1400", "65507"],
  dnsName: ["db.example.org", "localhost", "constructor"],
  macAddress: ["02:00:00:00:00:01", "ff:ff:ff:ff:ff:ff"],
  urlPath: ["/", "/health"],
  rule: ["inet/filter/input/4", "ip/__proto__/constructor/12"],
  discipline: ["eth0/pfifo/8001:", "eth0/fq_codel/10:/1:10"],
  controlGroup: ["/system.slice/keepalived.service", "/constructor"],
};

/** One answer of a host: what it printed, and what its command was asked. */
export interface Answered {
  readonly way: number;
  readonly output: CommandOutput;
}

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.constantFrom("\n", " ", "\t")), { maxLength: 40 }).map((words) => words.join("")),
  // Deeper than any stack, in the two shapes that JSON has.
  fc.constantFrom("[".repeat(100_000), '{"a":'.repeat(50_000), `${"[".repeat(5_000)}${"]".repeat(5_000)}`),
);

/** Answers to a collector's command: recordings with up to eight damages, and anything at all. */
export function answersOf(id: CollectorId): fc.Arbitrary<Answered> {
  const ways = waysOf(id);
  const recordings = recordingsOf(id);
  const args = (way: number): fc.Arbitrary<Readonly<Record<string, string>>> =>
    fc.record(
      Object.fromEntries(
        (ways[way]?.argv ?? []).flatMap((each) =>
          typeof each === "string" ? [] : [[each.name, fc.constantFrom(...SLOT_VALUES[each.slot])]],
        ),
      ),
    );
  const anything = fc.record({ way: fc.nat(ways.length - 1), stdout: hostile });
  const recorded = (): typeof anything =>
    fc
      .tuple(fc.constantFrom(...recordings), fc.array(damage, { maxLength: 8 }))
      .map(([{ way, stdout }, damages]) => ({ way, stdout: damages.reduce(damaged, stdout) }));
  const printed = recordings.length === 0 ? anything : fc.oneof({ weight: 9, arbitrary: recorded() }, { weight: 1, arbitrary: anything });
  return printed.chain(({ way, stdout }) =>
    fc.record({
      way: fc.constant(way),
      output: fc.record({
        stdout: fc.constant(stdout),
        stderr: fc.constantFrom("", "sudo: a password is required\n", ...NASTY),
        exitCode: fc.constantFrom(0, 0, 0, 0, 1, 2, 127, 255, null),
        args: args(way),
      }),
    }),
  );
}
