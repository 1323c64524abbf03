import type { Family, Rule } from "./rules.ts";
import type { Tokens } from "./tokens.ts";
import { isSecret, isToken, isWithinToken, valueAt, type Span } from "./value.ts";

/** One line without its secrets. Scanned again it stays as it is. `families` are those that its text has a trace of. */
export function scanLine(line: string, families: readonly Family[], tokens: Tokens): string {
  let now = line;
  for (const { trace, rules } of families) if (trace.test(line)) for (const rule of rules) now = applied(now, rule, tokens);
  return now;
}

function applied(line: string, rule: Rule, tokens: Tokens): string {
  const { find } = rule;
  find.lastIndex = 0;
  let match = find.exec(line);
  if (match === null) return line;
  const parts: string[] = [];
  let kept = 0;
  for (; match !== null; match = find.exec(line)) {
    const span = spanIn(line, rule, match);
    if (span === null) continue;
    parts.push(line.slice(kept, span.from), tokens(kindOf(rule, match), line.slice(span.from, span.to)));
    kept = span.to;
    find.lastIndex = span.to;
  }
  return kept === 0 ? line : parts.join("") + line.slice(kept);
}

function spanIn(line: string, rule: Rule, match: RegExpExecArray): Span | null {
  const end = match.index + match[0].length;
  // Before its value is looked for, which may be long: what is refused is looked at again from its next word on.
  if (isToken(line, end) || isWithinToken(line, match.index)) return null;
  const within = match.groups?.["secret"];
  const own = within === undefined ? null : ownSpan(line, rule, match);
  const span = rule.value === undefined ? own : valueAt({ line, start: match.index, end }, rule.value);
  return span === null || !isSecret(line, span, rule.least) ? null : span;
}

/** The group stands at the end of its match, or is found in it from the end. */
function ownSpan(line: string, { goesOn }: Rule, match: RegExpExecArray): Span {
  const secret = match.groups?.["secret"] ?? "";
  const from = match.index + match[0].lastIndexOf(secret);
  let to = from + secret.length;
  while (goesOn !== undefined && to < line.length && goesOn.test(line[to] ?? "")) to += 1;
  return { from, to };
}

const kindOf = ({ kind }: Rule, { groups }: RegExpExecArray): string =>
  kind ??
  (groups?.["name"] ?? "secret")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/^_/, "");
