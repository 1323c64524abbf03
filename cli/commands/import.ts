import { parseArgs } from "node:util";
import { isRefused, openBundle } from "#server/bundle/open.ts";
import { recheck } from "#server/bundle/recheck.ts";
import type { Imported } from "#server/door/action.ts";
import { openShelf } from "../archive.ts";
import { EXIT, Usage } from "../exit.ts";
import { readBundleText } from "../investigate/bundle.ts";
import { plain } from "../plain.ts";

const OPTIONS = {
  check: { type: "boolean" },
  data: { type: "string" },
  json: { type: "boolean" },
} as const;

type Told = Omit<Imported, "number" | "already"> & Partial<Pick<Imported, "number" | "already">>;

/** `culprit import FILE`: takes a bundle into the data folder after looking at it again. Exit 3 when something comes out otherwise. */
export async function importCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [file, ...extra] = positionals;
  if (file === undefined || extra.length > 0) throw new Usage("culprit import <file>: name one file that culprit export wrote.");
  const text = await readBundleText(file);
  const told = values.check === true ? checked(file, text) : await imported(file, text, values.data);
  process.stdout.write(values.json === true ? `${JSON.stringify(told)}\n` : plain(say(told)));
  return told.differences.length === 0 ? EXIT.found : EXIT.open;
}

/** Without storing it. */
function checked(file: string, text: string): Told {
  const bundle = openBundle(text);
  if (isRefused(bundle)) throw new Usage(`${file}: ${bundle.refused}`);
  const result = recheck(bundle);
  if (isRefused(result)) throw new Usage(`${file}: ${result.refused}`);
  return { ...result, verdict: result.verdict?.kind ?? null };
}

async function imported(file: string, text: string, data: string | undefined): Promise<Told> {
  const shelf = await openShelf(data);
  try {
    const result = await shelf.put(text);
    if (!result.ok) throw new Usage(`${file}: ${result.message}`);
    if (result.imported === undefined) throw new Error("the server did not say what became of the bundle");
    return result.imported;
  } finally {
    await shelf.close();
  }
}

function say({ number, already, outputs, removed, parsed, derived, differences, added, verdict }: Told): string {
  const where =
    number === undefined
      ? "Checked; nothing was stored."
      : already === true
        ? `It is here already, as INV-${number}, with the same log; nothing was stored.`
        : `Imported as INV-${number}.`;
  const lines = [
    where,
    `${outputs} raw outputs have the hashes they were stored with. ${parsed} readings were parsed again, ${derived} worked out again.`,
    ...(removed === 0 ? [] : [`${removed} raw outputs had been removed by a rule of retention: their readings stand as they were told.`]),
    ...(added.length === 0 ? [] : [`Read besides today: ${added.join(", ")}.`]),
    ...(differences.length === 0
      ? [verdict === null ? "Nothing differs. It had come to no verdict." : `Nothing differs: the verdict is ${verdict} again.`]
      : ["It comes out otherwise today:", ...differences.map((each) => `  ${each}`)]),
  ];
  return `${lines.join("\n")}\n`;
}
