import type { CommandOutput, Reading } from "#machines/contract/index.ts";
import { unknown } from "#machines/contract/index.ts";

/** Lines of `own`, `seen`, `named`, `hidden` and a closing `end`. */
export function parseNamespaces(output: CommandOutput): Reading {
  const lines = output.stdout.split("\n").map((line) => line.trim());
  const after = (word: string): string[] => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const [own] = after("own");
  if (own === undefined || own === "" || !lines.includes("end")) {
    const why = unknown("the list of network namespaces was cut short");
    return { fields: { distinct: why, named: why, names: why } };
  }
  const names = after("named").toSorted();
  const seen = new Set([own, ...after("seen")]);
  // A named namespace may hold no process at all (a router's usually does not), and its name does not tell its inode: counted by name.
  const distinct = lines.includes("hidden") ? unknown("processes of other accounts are hidden; root is needed") : Math.max(seen.size, names.length + 1);
  return { fields: { distinct, named: names.length, names: names.join(", ") } };
}
