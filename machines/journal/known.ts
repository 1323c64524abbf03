import type { Facts, NamedCause } from "../contract/index.ts";
import { knownMtu } from "../confirm/proposal.ts";
import type { Known } from "../explain/hole.ts";

/** What this investigation read that a command about the cause needs. */
export function knownOf(facts: Facts, cause: NamedCause): Omit<Known, "host"> {
  const { host, key, also = [] } = cause.object;
  const elsewhere = host !== undefined && facts.brief.hosts.find((each) => each.key === host)?.netns !== undefined;
  const mtu = host === undefined || elsewhere ? null : knownMtu(facts, cause);
  return {
    key,
    apart: elsewhere || also.length > 0,
    // A shell on the host stands in another namespace than what was read.
    ...(host === undefined || elsewhere ? {} : { settings: settingsOn(facts, host) }),
    ...(mtu === null ? {} : { mtu }),
  };
}

/** What every reading agrees on: of a setting that somebody changed meanwhile nobody knows which value to go back to. */
function settingsOn({ answers, catalogue }: Facts, host: string): ReadonlyMap<string, string> {
  const seen = answers.flatMap(({ request, ...answer }) => {
    const spec = Object.hasOwn(catalogue, request.collector) ? catalogue[request.collector] : undefined;
    if (request.host !== host || spec === undefined || !("reading" in answer) || answer.reading === undefined) return [];
    const { fields } = answer.reading;
    return Object.entries(spec.fields).flatMap(([field, { setting }]) => {
      const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
      const told = typeof value === "number" ? Number.isSafeInteger(value) && value >= 0 : typeof value === "string" && BITMAP.test(value);
      return setting === undefined || !told ? [] : [{ setting, value: String(value) }];
    });
  });
  const values = Map.groupBy(seen, ({ setting }) => setting);
  return new Map(
    [...values].flatMap(([setting, all]) => {
      const [first] = all;
      return first !== undefined && all.every(({ value }) => value === first.value) ? [[setting, first.value] as const] : [];
    }),
  );
}

const BITMAP = /^[0-9a-f]+(?:,[0-9a-f]+)*$/;
