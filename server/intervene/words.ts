import type { Failure } from "#machines/contract/index.ts";
import { valueFault } from "#machines/confirm/value.ts";
import { VALUE, type InterventionSpec } from "#machines/contract/intervention.ts";
import { fillSlot } from "#machines/slot.ts";
import { quoteLine } from "../ssh/quote.ts";

/** A change with everything filled in: what is read, what is set, and how it is undone, as commands. */
export interface Commands {
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly undo: readonly string[];
}

type Args = Readonly<Record<string, string>>;

/** The command that reads the value. */
export const readCommand = (spec: InterventionSpec, args: Args): readonly string[] | Failure => fill(spec.read, { args, value: "" });

/** All three commands; slots and both values are validated here. */
export function commandsFor(
  spec: InterventionSpec,
  { args, before, after }: { readonly args: Args; readonly before: string; readonly after: string },
): Commands | Failure {
  const fault = valueFault(spec.value, before) ?? valueFault(spec.value, after);
  if (fault !== null) return { kind: "badArgument", slot: "value", why: fault };
  const read = readCommand(spec, args);
  const write = fill(spec.write, { args, value: after });
  const undo = fill(spec.write, { args, value: before });
  if ("kind" in read) return read;
  if ("kind" in write) return write;
  return "kind" in undo ? undo : { read, write, undo };
}

/** How many different people approve it: two where traffic may be interrupted, or goes through that somebody forbade. */
export const peopleFor = ({ risk, opens }: Pick<InterventionSpec, "risk" | "opens">): 1 | 2 => (risk === "R4" || opens === true ? 2 : 1);

/** As one line of sh, for eval. */
export const asWords = ({ read, write, undo }: Commands): Readonly<Record<keyof Commands, string>> => ({
  read: quoteLine(read),
  write: quoteLine(write),
  undo: quoteLine(undo),
});

function fill(
  parts: InterventionSpec["write"],
  { args, value }: { readonly args: Args; readonly value: string },
): readonly string[] | Failure {
  const words: string[] = [];
  for (const part of parts) {
    if (typeof part === "string") words.push(part);
    else if (part === VALUE || "value" in part) words.push(value);
    else {
      const given = args[part.name];
      if (given === undefined) return { kind: "badArgument", slot: part.name, why: `${part.name} is missing` };
      const filled = fillSlot(part.slot, given);
      if ("kind" in filled) return { ...filled, slot: part.name };
      words.push(filled.value);
    }
  }
  return words;
}
