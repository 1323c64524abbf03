import { bundleText } from "#server/bundle/bundle.ts";
import { isRefused, openBundle } from "#server/bundle/open.ts";
import { recheck, type Recheck } from "#server/bundle/recheck.ts";
import { hashOfLog } from "#server/records/chain.ts";
import { verifyRecords } from "#server/records/file.ts";
import { EXIT, Usage } from "../exit.ts";
import { readBundleText } from "../investigate/bundle.ts";
import { plain } from "../plain.ts";

/**
 * `culprit export --verify FILE ...`: records and bundles, without a server or a data folder. A bundle is also held against the records, where they are
 * given first. Exit 3 when anything does not fit.
 */
export async function verify(files: readonly string[], noted: string | undefined): Promise<number> {
  if (files.length === 0) throw new Usage("culprit export --verify FILE ...: name files that culprit export wrote, records first.");
  const logs = new Map<string, string>();
  const lines: string[] = [];
  let fits = true;
  for (const file of files) {
    const text = await readBundleText(file);
    const records = verifyRecords(text, noted);
    if (records !== null && "broken" in records) {
      fits = false;
      lines.push(`${file}: ${records.broken}`);
    } else if (records !== null) {
      for (const [id, hash] of records.logs) logs.set(id, hash);
      const { entries, last, deeds, signedBy } = records;
      const since = deeds[0] === undefined ? "" : `, ${deeds[0].at.slice(0, 10)} to ${deeds.at(-1)?.at.slice(0, 10) ?? ""}`;
      const by =
        signedBy === null
          ? "An older Culprit wrote it, which signed nothing: whether its end was cut off shows --noted only."
          : `How far it goes is signed by the key ${signedBy}.`;
      lines.push(`${file}: ${entries} entries${since}, each fits the one before it. The last one is ${last ?? "none"}. ${by}`);
    } else {
      const said = verifiedBundle(text, logs);
      fits &&= said.fits;
      lines.push(`${file}: ${said.say}`);
    }
  }
  process.stdout.write(plain(`${lines.join("\n")}\n`));
  return fits ? EXIT.found : EXIT.open;
}

/** Spaces and the like, which no seal over the content sees: whoever verifies wants the very file. */
const NOT_AS_WRITTEN = "it says the same as it did, and is not the text that culprit export wrote: somebody changed the file.";

interface Said {
  readonly fits: boolean;
  readonly say: string;
}

/** What is to be said of one bundle, held against the logs of records that were read before it. */
export function verifiedBundle(text: string, logs: ReadonlyMap<string, string>): Said {
  const opened = openBundle(text);
  if (isRefused(opened)) return { fits: false, say: opened.refused };
  if (bundleText(opened) !== text) return { fits: false, say: NOT_AS_WRITTEN };
  const result = recheck(opened);
  if (isRefused(result)) return { fits: false, say: result.refused };
  if (result.differences.length > 0) return { fits: false, say: `it comes out otherwise today: ${result.differences.join("; ")}` };
  if (opened.events.some((event) => event.type === "outputsRemoved" && event.pseudonyms === true))
    return { fits: true, say: `${same(result)} Addresses in it are pseudonyms, so its log cannot be held against the records.` };
  const recorded = logs.get(opened.investigation.id);
  if (recorded !== undefined && recorded !== hashOfLog(opened.events))
    return { fits: false, say: "its log is not the one that was recorded when it ended: one of them was changed." };
  const against =
    logs.size === 0 ? "" : recorded === undefined ? " The records do not speak of its end." : " Its log is the one that was recorded.";
  return {
    fits: true,
    say: `${same(result)}${against}`,
  };
}

const same = ({ outputs, removed, verdict }: Recheck): string =>
  `${outputs} raw outputs have their hashes; read again they give the same verdict, ${verdict?.kind ?? "none"}.${removed === 0 ? "" : ` ${removed} raw outputs had been removed.`}`;
