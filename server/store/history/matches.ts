import { gunzipSync } from "node:zlib";
import { aroundMatch, metIn, type Place } from "../../history/matched.ts";
import { askedWords, type AskedWord } from "../../history/words.ts";
import type { Client } from "../client.ts";
import type { InvestigationRow } from "../investigations.ts";

/** Why a row was found: where the words stand, with the text around them. */
export interface FoundIn extends Place {
  /** What a host printed. */
  readonly output: boolean;
}

export interface MatchQuery {
  readonly text: string;
  /** What people call a runbook: its title and symptoms are among its words. */
  readonly about: (runbookId: string) => readonly Place[];
  /** What people call a collector. */
  readonly titleOf: (collector: string) => string;
}

/** A row with what is not explained yet. */
interface Open {
  readonly row: InvestigationRow;
  readonly found: FoundIn[];
  missing: readonly AskedWord[];
}

/**
 * The places in which the rows of one page have what was looked for, cheapest first: what the row itself shows, then what people wrote, then the
 * verdict and the brief, then outputs. Each is read only for rows that still have a word nobody has found.
 */
export async function matchesOf(
  client: Client,
  rows: readonly InvestigationRow[],
  query: MatchQuery,
): Promise<ReadonlyMap<string, readonly FoundIn[]>> {
  const asked = askedWords(query.text);
  const open = rows.map((row): Open => ({ row, found: [], missing: asked }));
  for (const one of open) {
    lookAtNumber(one);
    for (const place of placesOf(one.row, query)) look(one, place);
  }
  const left = (): readonly Open[] => open.filter(({ missing }) => missing.length > 0);
  await lookAtWords(client, left());
  const hosts = await lookAtEnds(client, left());
  await lookAtOutputs(client, left(), (collector, id, host) => `${query.titleOf(collector)} on ${hosts.get(`${id} ${host}`) ?? host}`);
  return new Map(open.map(({ row, found, missing }) => [row.id, missing.length === 0 ? found : [...found, BEYOND]]));
}

/** More outputs than are looked through for a page. */
const BEYOND: FoundIn = { where: "In what was run", text: "", output: false };

function look(one: Open, { where, text }: Place, output = false): void {
  if (one.missing.length === 0) return;
  const met = metIn(text, one.missing);
  if (met.size === 0) return;
  one.found.push({ where, text: aroundMatch(text, one.missing), output });
  one.missing = one.missing.filter((word) => !met.has(word));
}

/** INV-12 is itself and not the beginning of INV-120. */
function lookAtNumber(one: Open): void {
  const { number } = one.row;
  if (!one.missing.some((word) => word.number === number)) return;
  one.found.push({ where: "Number", text: `INV-${number}`, output: false });
  one.missing = one.missing.filter((word) => word.number !== number);
}

function placesOf(
  { title, hostNames, cause, runbookId, startedByName, heldBy }: InvestigationRow,
  { about }: MatchQuery,
): readonly Place[] {
  return [
    { where: "Title", text: title },
    ...hostNames.map((text) => ({ where: "Host", text })),
    ...(cause === null ? [] : [{ where: "Cause", text: cause }]),
    { where: "Incident type", text: runbookId },
    ...about(runbookId),
    { where: "Started by", text: startedByName },
    ...(heldBy === null ? [] : [{ where: "Handed over to", text: heldBy }]),
  ];
}

interface Written {
  readonly id: string;
  readonly type: string;
  readonly who: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const WRITTEN = ["noted", "reviewNoted", "handedOver", "stopped", "titled", "signedOff", "hostAdded", "hostReached"] as const;

/** What people wrote, and what hosts are called. */
async function lookAtWords({ pool }: Client, left: readonly Open[]): Promise<void> {
  if (left.length === 0) return;
  const { rows } = await pool.query<Written>(
    `select investigation_id as id, type, actor_name as who, body from event where investigation_id = any($1) and type = any($2) order by investigation_id, seq`,
    [left.map(({ row }) => row.id), WRITTEN],
  );
  const byId = new Map(left.map((one) => [one.row.id, one]));
  for (const written of rows) {
    const one = byId.get(written.id);
    if (one !== undefined) for (const place of placesIn(written)) look(one, place);
  }
}

function placesIn({ type, who, body }: Written): readonly Place[] {
  const text = (of: unknown): string => (typeof of === "string" ? of : "");
  const inside = (of: unknown): Readonly<Record<string, unknown>> => (typeof of === "object" && of !== null ? { ...of } : {});
  const pictures = Array.isArray(body["pictures"]) ? body["pictures"].map((each) => text(inside(each)["alt"])) : [];
  const host = inside(body["host"]);
  const facts = inside(body["facts"]);
  switch (type) {
    case "noted":
    case "reviewNoted":
      return [text(body["text"]), ...pictures].map((said) => ({
        where: `${type === "noted" ? "Note" : "Review note"} by ${who}`,
        text: said,
      }));
    case "handedOver":
      return [{ where: "Hand-over", text: `${text(body["to"])} ${text(body["text"])}` }];
    case "stopped":
      return [{ where: "Why it was stopped", text: text(body["reason"]) }];
    case "titled":
      return [{ where: "An earlier title", text: text(body["title"]) }];
    case "signedOff":
      return [{ where: `Sign-off by ${who}`, text: text(body["reason"]) }];
    case "hostAdded":
      return [{ where: "Host", text: [host["name"], host["address"], host["netns"]].map(text).join(" ") }];
    default:
      return [{ where: "Host", text: `${text(facts["hostname"])} ${text(facts["kernel"])}` }];
  }
}

/** Behind the standings of a verdict stands its sentence, behind the runbook of a start its brief: what is before both, hundreds of kilobytes, is not read. */
const END = 12_000;
const SAY = /"say":("(?:[^"\\]|\\.)*"),"causes":/;

/** The verdict's sentence and what was asked at the start. Gives the names of hosts by their keys. */
async function lookAtEnds({ pool }: Client, left: readonly Open[]): Promise<ReadonlyMap<string, string>> {
  const hosts = new Map<string, string>();
  if (left.length === 0) return hosts;
  const { rows } = await pool.query<{ id: string; type: string; body: string }>(
    `select investigation_id as id, type, right(body::text, ${END}) as body
     from event where investigation_id = any($1) and type in ('started', 'concluded') order by investigation_id, type, seq desc`,
    [left.map(({ row }) => row.id)],
  );
  const byId = new Map(left.map((one) => [one.row.id, one]));
  for (const { id, type, body } of rows) {
    const one = byId.get(id);
    if (one === undefined) continue;
    if (type === "concluded") {
      look(one, { where: "Verdict", text: unquoted(SAY.exec(body)?.[1]) });
      continue;
    }
    const brief = briefIn(body);
    for (const { key, name, address, netns } of brief.hosts ?? []) {
      hosts.set(`${id} ${key ?? ""}`, name ?? key ?? "");
      look(one, { where: `Address of ${name ?? ""}`, text: `${address ?? ""} ${netns ?? ""}` });
    }
    look(one, { where: "What changed before", text: brief.changed ?? "" });
    for (const [input, value] of Object.entries(brief.inputs ?? {})) look(one, { where: `Asked: ${input}`, text: String(value) });
  }
  return hosts;
}

const unquoted = (json: string | undefined): string => (json === undefined ? "" : (JSON.parse(json) as string));

interface BriefText {
  readonly hosts?: readonly { readonly key?: string; readonly name?: string; readonly address?: string; readonly netns?: string }[];
  readonly changed?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** `"brief"` at the end of a beginning. One that is longer than what was read is not looked at. */
function briefIn(end: string): BriefText {
  const at = end.lastIndexOf('"brief":');
  if (at === -1) return {};
  try {
    return (JSON.parse(`{${end.slice(at)}`) as { readonly brief: BriefText }).brief;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** So much of the outputs of one row is unpacked, the smaller ones first. */
const MOST_BYTES = 1_000_000;
/** A page waits for it no longer than this. */
const MOST_MS = 40;
/** Nothing, as gzip packs it. */
const EMPTY = 20;

type Named = (collector: string, id: string, host: string) => string;

/** What the first row has in the output of one command, the others most often have there, too: of them only that command's outputs are read. */
async function lookAtOutputs(client: Client, left: readonly Open[], name: Named): Promise<void> {
  const until = performance.now() + MOST_MS;
  let rest = left;
  while (performance.now() < until) {
    const [first, ...others] = rest;
    if (first === undefined) return;
    const told = await lookInOutputs(client, [first], { name, until });
    if (told.size > 0 && others.length > 0) await lookInOutputs(client, others, { name, until, collectors: [...told] });
    rest = others.filter(({ missing }) => missing.length > 0);
  }
}

interface OutputRow {
  readonly investigation: string;
  readonly host: string;
  readonly collector: string;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

async function lookInOutputs(
  { pool }: Client,
  left: readonly Open[],
  { name, until, collectors = null }: { readonly name: Named; readonly until: number; readonly collectors?: readonly string[] | null },
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<OutputRow>(
    `select o.investigation_id as investigation, o.host, o.collector, o.stdout, o.stderr from observation o join (
       select id, sum(stdout_bytes + stderr_bytes) over (partition by investigation_id order by stdout_bytes, id) as bytes from observation
       where investigation_id = any($1) and ($3::text[] is null or collector = any($3))
     ) as small on small.id = o.id where small.bytes <= $2 order by o.investigation_id, o.stdout_bytes, o.id`,
    [left.map(({ row }) => row.id), Math.floor(MOST_BYTES / left.length), collectors],
  );
  const byId = new Map(left.map((one) => [one.row.id, one]));
  const told = new Set<string>();
  for (const { investigation, host, collector, stdout, stderr } of rows) {
    const one = byId.get(investigation);
    if (one === undefined || one.missing.length === 0) continue;
    if (performance.now() > until) break;
    const before = one.found.length;
    // Small ones, each in less time than it takes to hand it to another thread.
    const text = `${gunzipSync(stdout).toString("utf8")}\n${stderr.length <= EMPTY ? "" : gunzipSync(stderr).toString("utf8")}`;
    for (const line of linesWith(text, one.missing)) look(one, { where: name(collector, investigation, host), text: line }, true);
    if (one.found.length > before) told.add(collector);
  }
  return told;
}

/** Within other words it stands more often than that only in what nobody reads. */
const MOST_TRIES = 50;

/** Lines that have one of the words somewhere: cheaper than taking every word of an output apart. */
function linesWith(text: string, asked: readonly AskedWord[]): readonly string[] {
  const low = text.toLowerCase();
  const lines: string[] = [];
  for (const { text: word } of asked) {
    let at = low.indexOf(word);
    for (let tried = 0; at !== -1 && tried < MOST_TRIES; at = low.indexOf(word, at + word.length), tried += 1) {
      const [from, to] = [text.lastIndexOf("\n", at) + 1, text.indexOf("\n", at)];
      const line = text.slice(from, to === -1 ? undefined : to);
      if (metIn(line, asked).size === 0) continue;
      lines.push(line);
      break;
    }
  }
  return lines;
}
