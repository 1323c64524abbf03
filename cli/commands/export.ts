import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { openShelf } from "../archive.ts";
import { EXIT, Usage } from "../exit.ts";
import { verify } from "./verify.ts";

const OPTIONS = {
  out: { type: "string" },
  markdown: { type: "boolean" },
  force: { type: "boolean" },
  records: { type: "boolean" },
  verify: { type: "boolean" },
  noted: { type: "string" },
  data: { type: "string" },
} as const;

/** `culprit export INV-12`: log and raw outputs of one investigation in one file, or its verdict as Markdown. */
export async function exportCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.verify === true) return verify(positionals, values.noted);
  const [which, ...extra] = positionals;
  if (values.records === true && which === undefined) return records(values.out, values);
  if (which === undefined || extra.length > 0) throw new Usage("culprit export <investigation>: name one, by number (INV-12) or id.");
  const shelf = await openShelf(values.data);
  try {
    const exported = await shelf.take(which, values.markdown === true ? "markdown" : "json");
    if (exported === null) throw new Usage(`There is no investigation ${which} in this data folder. --data names another one.`);
    await write(values.out ?? exported.name, exported.text, values.force === true);
    return EXIT.found;
  } finally {
    await shelf.close();
  }
}

/** `culprit export --records`: who did what to which host, as a chain that shows changes. */
async function records(
  out: string | undefined,
  { data, force }: { data?: string | undefined; force?: boolean | undefined },
): Promise<number> {
  const shelf = await openShelf(data);
  try {
    await write(out ?? "culprit-records.json", await shelf.records(), force === true);
    return EXIT.found;
  } finally {
    await shelf.close();
  }
}

/** A bundle holds what hosts printed: nobody else on this machine reads it unless its owner says so. */
async function write(file: string, text: string, force: boolean): Promise<void> {
  if (file === "-") {
    process.stdout.write(text);
    return;
  }
  if (!force && existsSync(file)) throw new Usage(`${file} exists already. --force writes over it, --out names another one.`);
  await writeFile(file, text, { mode: 0o600 });
  process.stdout.write(`${file}\n`);
}
