import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { exactJson, isList, isObject, type Json, text, whole } from "../json.ts";
import { linesOf, sections } from "../section.ts";
import { legacyRulesets } from "./parse-iptables.ts";
import { bySizeOf } from "./by-size.ts";
import { describe } from "./describe.ts";
import { type Drop, type Ruleset, toReading } from "./ruleset.ts";

type JsonObject = { readonly [key: string]: Json };

export function parseNft(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  return toReading([ruleset(linesOf(all, "nft").join("\n")), ...legacyRulesets(all)]);
}

function ruleset(source: string): Ruleset {
  const root = exactJson(source, "nft");
  const list = isObject(root) ? root["nftables"] : undefined;
  if (!isList(list)) return unparsable("nft: no list of objects");
  const objects = list.map((one) => (isObject(one) ? one : unparsable("nft: an entry is not an object")));
  const of = (kind: string): readonly JsonObject[] => objects.flatMap((one) => (isObject(one[kind]) ? [one[kind]] : []));
  const dropMaps = new Set(
    of("map")
      .filter(({ elem }) => dropsSomewhere(elem))
      .map((map) => named(map, "name")),
  );
  const hooked = new Set(of("chain").flatMap((chain) => (chain["hook"] === undefined ? [] : [named(chain, "name")])));
  const rules = of("rule");
  const ended = new Set(rules.filter(endsAll).map((rule) => named(rule, "chain")));
  const policies = of("chain")
    .filter((chain) => chain["policy"] === "drop" && !ended.has(named(chain, "name")))
    .map((chain): Drop => ({ key: `${named(chain, "name")} policy drop`, counter: null }));
  return {
    rules: rules.length,
    drops: [...policies, ...rules.flatMap((rule) => dropOf(rule, { dropMaps, hooked }))],
    unseen: [],
  };
}

/** "inet filter input": family, table and name, of a chain, a map, or the chain of a rule. */
const named = (of: JsonObject, key: "name" | "chain"): string =>
  `${text(of["family"], "family")} ${text(of["table"], "table")} ${text(of[key], key)}`;

interface Names {
  readonly dropMaps: ReadonlySet<string>;
  /** Chains that every packet of a hook goes through; into others only what a rule sends there. */
  readonly hooked: ReadonlySet<string>;
}

function dropOf(rule: JsonObject, { dropMaps, hooked }: Names): readonly Drop[] {
  const list = rule["expr"];
  if (!isList(list)) return unparsable("nft: a rule without expressions");
  const expressions = list.map((one) => (isObject(one) ? one : {}));
  if (
    !expressions.some((one, at) =>
      mayDrop(one, at === expressions.length - 1, (map) =>
        dropMaps.has(`${text(rule["family"], "family")} ${text(rule["table"], "table")} ${map}`),
      ),
    )
  )
    return [];
  const handle = whole(rule["handle"], "handle");
  return [
    {
      key: `${named(rule, "chain")} handle ${String(handle)}: ${describe(expressions)}`,
      counter: counterOf(expressions),
      invalid: expressions.some(asksInvalid),
      ...(hooked.has(named(rule, "chain")) ? bySizeOf(expressions) : {}),
    },
  ];
}

/** Drop, reject, a verdict map that can drop, or an extension of xtables that nft cannot look into and that stands where a target does. */
function mayDrop(one: JsonObject, last: boolean, isDropMap: (name: string) => boolean): boolean {
  if ("drop" in one || "reject" in one) return true;
  const vmap = one["vmap"];
  if (isObject(vmap)) {
    const { data } = vmap;
    return typeof data === "string" ? isDropMap(data.replace(/^@/, "")) : dropsSomewhere(data);
  }
  if (!("xt" in one)) return false;
  const xt = one["xt"];
  // nft 0.9 and earlier print only {"xt": null}: whether the last one is a target that drops cannot be seen, so it may.
  return isObject(xt) ? xt["type"] === "target" && XT_DROPS.has(text(xt["name"], "xt name")) : last;
}

const XT_DROPS: ReadonlySet<string> = new Set(["REJECT", "TARPIT", "CHAOS", "DELUDE"]);

/** After the counter only these may stand before the verdict: they let every packet pass on to it. */
const PASS_ON: ReadonlySet<string> = new Set(["counter", "log", "comment", "mangle", "drop", "reject", "notrack"]);

/** The rule's own counter, when it counts exactly what the rule drops. Named counters are shared between rules, so they are not its own. */
function counterOf(expressions: readonly JsonObject[]): Drop["counter"] {
  const at = expressions.findLastIndex((one) => isObject(one["counter"]));
  const rest = expressions.slice(at + 1);
  const verdict = rest.at(-1);
  const own = expressions[at]?.["counter"];
  if (at < 0 || !isObject(own) || verdict === undefined || !ends(verdict)) return null;
  if (!rest.slice(0, -1).every((one) => Object.keys(one).every((kind) => PASS_ON.has(kind)))) return null;
  return { packets: whole(own["packets"], "packets"), bytes: whole(own["bytes"], "bytes") };
}

/** A rule without a condition that gives every packet its verdict: what comes after it in the chain, the policy too, is never asked. */
function endsAll(rule: JsonObject): boolean {
  const list = rule["expr"];
  const expressions = isList(list) ? list.filter(isObject) : [];
  const verdict = expressions.at(-1);
  return (
    verdict !== undefined &&
    ("drop" in verdict || "reject" in verdict || "accept" in verdict) &&
    expressions.slice(0, -1).every((one) => Object.keys(one).every((kind) => PASS_ON.has(kind)))
  );
}

/** "ct state invalid", alone or among other states. */
function asksInvalid(one: JsonObject): boolean {
  const match = one["match"];
  if (!isObject(match) || match["op"] === "!=") return false;
  const { left, right } = match;
  const ct = isObject(left) ? left["ct"] : undefined;
  if (!isObject(ct) || ct["key"] !== "state") return false;
  const words = isObject(right) ? right["set"] : right;
  return words === "invalid" || (isList(words) && words.includes("invalid"));
}

const ends = (one: JsonObject): boolean => "drop" in one || "reject" in one || (isObject(one["xt"]) && one["xt"]["type"] === "target");

/** A drop anywhere within the elements of a map. */
function dropsSomewhere(value: Json | undefined): boolean {
  if (isList(value)) return value.some(dropsSomewhere);
  return isObject(value) && ("drop" in value || Object.values(value).some(dropsSomewhere));
}
