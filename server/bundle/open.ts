import { partId } from "#machines/journal/watch-part.ts";
import { BUNDLE_FORMAT, BUNDLE_VERSION, bytesOf, hashOf, sealOf, type Bundle } from "./bundle.ts";
import { formFault } from "./form.ts";
import { pictureFault } from "./pictures.ts";

/** Why a text is no bundle that can be taken: one sentence, and nothing was done with it. */
export interface Refused {
  readonly refused: string;
}

/** 64 commands of 4 MiB, the largest limit there is. A larger text would not fit into one string of Node anyway when it is written again. */
export const MOST_BYTES = 256 * 1024 * 1024;

const refuse = (refused: string): Refused => ({ refused });

/** Reads a bundle and checks that it is whole: form, seal, the hash of every raw output, and that log and outputs speak of each other. */
export function openBundle(text: string): Bundle | Refused {
  if (text.length > MOST_BYTES) return refuse(tooLarge(text.length));
  const content = jsonOf(text);
  if (isRefused(content)) return content;
  const strange = strangeness(content);
  if (strange !== null) return refuse(strange);
  const fault = formFault(content);
  if (fault !== null) return refuse(fault);
  // What was read, not what the schema made of it: the order of keys is part of the seal, and decides ties.
  const bundle = content as Bundle;
  const damage = damageOf(bundle);
  return damage === null ? bundle : refuse(damage);
}

export const isRefused = (value: unknown): value is Refused => typeof value === "object" && value !== null && "refused" in value;

export const tooLarge = (bytes: number): string =>
  `The bundle has ${Math.ceil(bytes / 1024 / 1024)} MiB, and no more than ${MOST_BYTES / 1024 / 1024} MiB are read.`;

function jsonOf(text: string): unknown {
  if (text.trim() === "") return refuse("The bundle is empty.");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // Nesting without end runs out of stack.
    if (error instanceof RangeError) return refuse("The bundle is nested too deeply to be one.");
    const cut = text.trimStart().startsWith("{") && !text.trimEnd().endsWith("}");
    return refuse(
      cut
        ? "The bundle ends in the middle: it was cut off."
        : `The bundle is not JSON: ${String(error instanceof Error ? error.message : error)}.`,
    );
  }
}

/** What is somebody else's file, or a newer Culprit's, is said before its form is looked at. */
function strangeness(content: unknown): string | null {
  if (typeof content !== "object" || content === null || !("format" in content) || content.format !== BUNDLE_FORMAT)
    return "This is JSON, but not an exported investigation: culprit export writes one.";
  const version = "version" in content ? content.version : undefined;
  if (typeof version === "number" && version > BUNDLE_VERSION)
    return `The bundle has format ${version}, from a newer Culprit; this one reads up to format ${BUNDLE_VERSION}. Import it with the newer one.`;
  return null;
}

function damageOf(bundle: Bundle): string | null {
  const { events, observations } = bundle;
  if (events.some(({ seq }, index) => seq !== index + 1)) return "The log has a gap: its entries are not numbered one by one.";
  if (events.findIndex(({ type }) => type === "started") !== 0 || events.filter(({ type }) => type === "started").length !== 1)
    return "The log does not begin an investigation.";
  const [first] = events;
  const part = first?.type === "started" ? first.watch : undefined;
  // Lists and what is counted know the investigations of a watch by their ids.
  if (part !== undefined && partId(part.first, part.event) !== bundle.investigation.id)
    return `The log says that it is event ${part.event} of the watch ${part.first}, and the investigation has another id.`;
  const known = new Map(observations.map((each) => [each.id, each]));
  if (known.size !== observations.length) return "Two raw outputs have the same id.";
  if (new Set(observations.map(({ request, attempt }) => `${request} ${attempt}`)).size !== observations.length)
    return "Two raw outputs answer the same request.";
  for (const { id, request, stdout, stderr, sha256 } of observations) {
    if (hashOf(bytesOf(stdout), bytesOf(stderr)) !== sha256)
      return `The raw output ${id} (${request}) does not have the hash it was stored with: it was changed.`;
  }
  const told = new Set<string>();
  // Outputs of entries before it are gone by a rule, and the log says so.
  const removedAt = events.findLast(({ type }) => type === "outputsRemoved")?.seq ?? 0;
  for (const event of events) {
    if ((event.type !== "observed" && event.type !== "unavailable") || event.facts === undefined) continue;
    const { observation, sha256 } = event.facts;
    const raw = known.get(observation);
    if (raw === undefined && event.seq < removedAt) continue;
    if (raw === undefined) return `The raw output of ${event.request} is missing, which entry ${event.seq} of the log rests on.`;
    if (raw.sha256 !== sha256)
      return `The raw output of ${event.request} is not the one that entry ${event.seq} of the log was made of: their hashes differ.`;
    if (raw.request !== event.request)
      return `Entry ${event.seq} of the log rests on the raw output of ${raw.request}, which is another request.`;
    told.add(observation);
  }
  const untold = observations.find(({ id }) => !told.has(id));
  if (untold !== undefined) return `No entry of the log speaks of the raw output of ${untold.request}.`;
  const fault = pictureFault(bundle);
  if (fault !== null) return fault;
  return sealOf(bundle) === bundle.seal
    ? null
    : "The bundle's seal does not fit its content: the log, or what belongs to an output, was changed after the export.";
}
