import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { fraction } from "../number.ts";

/** Uptime before and after, so that a host that slept, or a signal that cut the wait short, is seen. */
export function parseWaiting(output: CommandOutput): Reading {
  requireExitZero(output);
  const words = /^(\S+) (\S+)\n$/.exec(output.stdout) ?? unparsable("these are not two uptimes");
  const [from, to] = [fraction(words[1], "uptime before"), fraction(words[2], "uptime after")];
  if (to < from) unparsable("the uptime went back");
  return { fields: { seconds: Math.round((to - from) * 100) / 100, windows: 1 } };
}
