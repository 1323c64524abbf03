import type { Arg, Brief, Runbook } from "../contract/index.ts";
import { firstIn } from "../evidence/instances.ts";

/** Values for a collector's slots. One that nobody gave stays out: whoever quotes it says so (badArgument), nothing is guessed. */
export function argsOf(args: Readonly<Record<string, Arg>> | undefined, runbook: Runbook, brief: Brief): Readonly<Record<string, string>> {
  const resolved = Object.entries(args ?? {}).flatMap(([name, arg]): readonly (readonly [string, string])[] => {
    const value = argOf(arg, runbook, brief);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(resolved);
}

function argOf(arg: Arg, runbook: Runbook, brief: Brief): string | undefined {
  if ("literal" in arg) return arg.literal;
  if ("addressOf" in arg) return firstIn(arg.addressOf, brief)?.address;
  const given = Object.hasOwn(brief.inputs, arg.input) ? brief.inputs[arg.input] : undefined;
  return given === undefined || given === "" ? runbook.inputs[arg.input]?.default : given;
}
