import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_DIRECTORY } from "#lab/hosts/directory.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { runbookById, runbooks } from "#runbooks";
import { benchAccuracy } from "../bench/accuracy.ts";
import { markdownOf } from "../bench/print/markdown.ts";
import { readAccuracy, writeAccuracy } from "../bench/print/file.ts";
import { joined, type Today } from "../bench/print/joined.ts";
import { planLooks } from "../bench/look/plan.ts";
import { nameOf } from "../bench/run/line.ts";
import { planFrozen, planLive } from "../bench/run/plan.ts";
import { EXIT, Usage } from "../exit.ts";

const ROOT = join(import.meta.dirname, "..", "..");

const OPTIONS = {
  runbook: { type: "string", multiple: true },
  fault: { type: "string", multiple: true },
  repeats: { type: "string" },
  "no-variants": { type: "boolean" },
  live: { type: "boolean" },
  frozen: { type: "boolean" },
  seed: { type: "string" },
  out: { type: "string" },
  directory: { type: "string" },
  "no-comparison": { type: "boolean" },
  report: { type: "boolean" },
  "write-docs": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** `culprit bench accuracy`: how often verdicts are right, on real faults and on recorded ones. Progress goes to stderr. */
export async function bench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (positionals.length !== 1 || positionals[0] !== "accuracy") throw new Usage("culprit bench accuracy is the only bench.");
  const chosen = (values.runbook ?? runbooks.map(({ id }) => id)).map(known);
  const wanted = {
    runbooks: chosen,
    faults: values.fault ?? [],
    repeats: repeatsOf(values.repeats),
    variants: values["no-variants"] !== true,
  };
  const both = values.live !== true && values.frozen !== true;
  const live = both || values.live === true ? [...planLive(wanted), ...planLooks(wanted)] : [];
  const frozen = both || values.frozen === true ? await planFrozen(wanted, ROOT) : [];
  if (live.length + frozen.length === 0)
    throw new Usage("No fault is of that name, or no runbook is pointed at it. culprit lab list shows the faults.");
  const why = live.length === 0 || values.report === true ? null : await whyNoLab();
  if (why !== null) throw new Usage(`${why} Without it: culprit bench accuracy --frozen.`);
  const folder = resolve(values.out ?? join("data", "bench-accuracy"));
  const accuracy = await untilInterrupted((signal) =>
    benchAccuracy({
      live,
      frozen,
      folder,
      labDirectory: values.directory ?? `${DEFAULT_DIRECTORY}-bench`,
      seed: values.seed ?? "1",
      everything: values["no-comparison"] !== true,
      run: values.report !== true,
      signal,
      say: (line) => void process.stderr.write(`${line}\n`),
    }),
  );
  if (values["write-docs"] === true) {
    const docs = join(ROOT, "docs");
    await writeAccuracy(docs, joined(await readAccuracy(docs), accuracy, TODAY));
  } else await writeAccuracy(folder, accuracy);
  process.stdout.write(values.json === true ? `${JSON.stringify(accuracy)}\n` : markdownOf(accuracy));
  return accuracy.tables.every(({ notCounted }) => notCounted.length === 0) ? EXIT.found : EXIT.open;
}

const TODAY: Today = {
  versionOf: (id) => runbookById(id)?.version,
  isPlanned: (id, fault) => {
    const runbook = runbookById(id);
    const everything = { runbooks: runbook === undefined ? [] : [runbook], faults: [], repeats: 1, variants: true };
    const all = [...planLive(everything), ...planLooks(everything)];
    return all.some((run) => nameOf(run) === fault);
  },
};

function known(id: string): (typeof runbooks)[number] {
  const runbook = runbookById(id);
  if (runbook === undefined) throw new Usage(`There is no runbook ${id}. Known: ${runbooks.map((one) => one.id).join(", ")}.`);
  return runbook;
}

function repeatsOf(given = "1"): number {
  const repeats = Number(given);
  if (!Number.isInteger(repeats) || repeats < 1) throw new Usage(`--repeats ${given}: a number from 1.`);
  return repeats;
}

/** Ctrl-C heals what is there, takes the hosts down and tells what was done; the same command goes on from there. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort(new Error("interrupted"));
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    return await work(interrupt.signal);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
