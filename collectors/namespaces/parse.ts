import type { CommandOutput, Reading } from "#machines/contract/index.ts";
import { unknown } from "#machines/contract/index.ts";
import { requireExitZero } from "../failure.ts";

/** Lines of `own`, `seen`, `named`, `hidden` and a closing `end`. */
export function parseNamespaces(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n").map((line) => line.trim().split(" "));
  const own = lines.find(([word]) => word === "own")?.[1];
  if (own === undefined || own === "" || !lines.some(([word]) => word === "end")) {
    const why = unknown("the list of network namespaces was cut short");
    return { fields: { others: why, named: why, names: why } };
  }
  const withInterfaces = (word: string): string[] =>
    lines.flatMap(([first, name, count]) => (first === word && name !== undefined && Number(count) > 0 ? [name] : []));
  const names = withInterfaces("named").toSorted();
  const seen = new Set(withInterfaces("seen").filter((inode) => inode !== own));
  // A router's namespace usually holds no process at all, and a name does not tell its inode: the larger count is a lower bound of the union.
  const hidden = lines.some(([word]) => word === "hidden");
  const others = Math.max(seen.size, names.length);
  return {
    fields: {
      others:
        hidden && others === 0
          ? unknown("processes of other accounts are hidden, so their network namespaces are; root is needed to see them")
          : others,
      named: names.length,
      names: names.join(", "),
    },
  };
}
