import { isUnknown, type Catalogue, type Evidence, type FieldSpec, type Operator, type Runbook, type Value } from "../contract/index.ts";
import { formatNumber, formatValue } from "./number.ts";

/** What it takes to say what was seen: what the fields mean. */
export interface Meanings {
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
}

/**
 * What was seen, as a sentence without its full stop and its host: "4 packets refused because the backlog was full". The page, the paper, the
 * text for a ticket and the terminal all say it in these words.
 */
export function saySight(evidence: Evidence, { runbook, catalogue }: Meanings): string {
  const { claim, saw, said, test, against } = evidence;
  if (isUnknown(saw)) return evidence.reason ?? saw.unknown;
  const asked = runbook.tests.find(({ id }) => id === test);
  if (said !== undefined) return `${said} said: ${asked?.ask?.choices[String(saw)] ?? formatValue(saw)}`;
  const collector = asked?.collect ?? runbook.reproduction?.collect ?? "";
  const spec = Object.hasOwn(catalogue, collector) ? catalogue[collector]?.fields[claim.field] : undefined;
  if (spec === undefined) return `${claim.field}: ${formatValue(saw)}`;
  return `${sayField(spec, saw)}${sayMark(claim.is, against, spec)}`;
}

/**
 * What was seen, where its hosts are known: "this host" is the one host by its name, and then nobody has to say again on which one. `unnamed`: the hosts
 * that the sentence does not name.
 */
export function placed(sight: string, hostNames: readonly string[]): { readonly sight: string; readonly unnamed: readonly string[] } {
  const [one, ...others] = hostNames;
  if (one === undefined) return { sight, unnamed: [] };
  if (others.length > 0) {
    const any = others.length === 1 ? (its: string) => `either host${its}` : (its: string) => `any of these hosts${its === "" ? "" : "'"}`;
    const said = sight.replace(/^This host\b/, "Each host").replaceAll(/\bthis host\b('s)?/g, (_, its = "") => any(String(its)));
    return { sight: said, unnamed: hostNames };
  }
  const named = sight.replaceAll(/\b[Tt]his host\b/g, () => one);
  return { sight: named, unnamed: named === sight ? hostNames : [] };
}

/** A field with its value: "3 packets refused by a full receive backlog". */
export function sayField(spec: FieldSpec, value: Exclude<Value, object>): string {
  const amount = sayAmount(value, spec.unit);
  const own = spec.says?.[formatValue(value)] ?? spec.says?.["else"];
  if (own !== undefined) return own.replaceAll("{value}", () => amount);
  const about = firstSentence(spec.about);
  if (value === true) return about;
  if (value === false) return `It is not so: ${lowered(about)}`;
  if (typeof value === "string") return `${beforeColon(about)}: ${amount}`;
  return sayNumber(about, value, spec.unit);
}

// How the sentences of fields begin that go on from a count: "Refused by ...", "Without a link ...", "That merge ...".
const GOES_ON = /^(?:(?:Lost|Thrown|Held|Sent|Taken|Could|That|Whose|Without|With|Up|Of several)\b|In a slot\b|[A-Z][a-z]+ed\b)/;
// Those that begin with what is counted: "Fragments that IP made", "SYNs and answers that came to this host".
const NAMES_IT = /^([A-Z][A-Za-z]*[a-rt-z]s) (?=(?:that|who|with|of|in|by|whose|which|for|and) )/;

function sayNumber(whole: string, value: number, unit: string): string {
  // Of nothing nothing is explained.
  const about = value === 0 ? beforeColon(whole) : whole;
  const none = value === 0 ? "No" : formatNumber(value);
  const named = NAMES_IT.exec(about)?.[1];
  if (named !== undefined) {
    const after = about.slice(named.length + 1);
    return `${none} ${counted(lowered(named), value)} ${value === 1 ? after.replace(PLURAL, singular) : after}`;
  }
  const rest = value === 1 ? lowered(about).replace(PLURAL, singular) : lowered(about);
  if (GOES_ON.test(about) && isCounted(unit)) return `${none} ${counted(unit, value)} ${rest}`;
  return `${beforeColon(about)}: ${sayAmount(value, unit)}`;
}

// "Cards that merge ...": of one, "that merges".
const PLURAL = /^that (were|are|have|[a-z]+)(?= )/;
const ONE: Readonly<Record<string, string>> = {
  were: "was",
  are: "is",
  have: "has",
  hang: "hangs",
  hold: "holds",
  merge: "merges",
  share: "shares",
};
const singular = (whole: string, verb: string): string => (ONE[verb] === undefined ? whole : `that ${ONE[verb]}`);

/** A number with its unit, "1 packet", "43 %"; a word or a truth as it is. */
function sayAmount(value: Exclude<Value, object>, unit: string): string {
  if (typeof value !== "number" || unit === "") return formatValue(value);
  if (unit === "percent") return `${formatNumber(value)} %`;
  return `${formatNumber(value)} ${isCounted(unit) ? counted(unit, value) : unit}`;
}

const isCounted = (unit: string): boolean => /[a-z]{3}s$/.test(unit);

const counted = (unit: string, value: number): string => (value === 1 ? unit.replace(/ies$/, "y").replace(/s$/, "") : unit);

const MARK: Readonly<Record<Operator, ((mark: string) => string) | null>> = {
  above: (mark) => `more than ${mark}`,
  atLeast: (mark) => `${mark} or more`,
  below: (mark) => `less than ${mark}`,
  atMost: (mark) => `${mark} or less`,
  equal: null,
  not: null,
};

/** Where the line was drawn; a line at nothing goes without saying. */
function sayMark(is: Operator, against: Value, { unit }: FieldSpec): string {
  const mark = MARK[is];
  return mark === null || typeof against !== "number" || against === 0 ? "" : ` (predicted: ${mark(sayAmount(against, unit))})`;
}

const firstSentence = (about: string): string => about.split(/\.(?= [A-Z]|$)/)[0] ?? about;

/** What follows a colon lists the words, or explains. */
const beforeColon = (about: string): string => about.split(/: /)[0] ?? about;

/** As it goes on in a sentence: names and abbreviations keep their capitals. */
const lowered = (text: string): string =>
  /^[A-Z](?:[a-z]| )/.test(text) && !/^(?:Neutron|Ethernet|Fragmentation Needed)/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
