import { isList, isObject, type Json } from "../json.ts";

type JsonObject = { readonly [key: string]: Json };

const LONGEST = 90;

/** A rule in few words, for the head of a row: "ip saddr 192.0.2.10 drop". Without counters, so that it stays the same while they rise. */
export function describe(expressions: readonly JsonObject[]): string {
  const words = expressions
    .map((one) => statement(one))
    .filter((word) => word !== "")
    .join(" ");
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}...` : words;
}

function statement(one: JsonObject): string {
  const [kind = "", body] = Object.entries(one)[0] ?? [];
  if (kind === "counter" || kind === "log" || kind === "comment") return "";
  if (kind === "match" && isObject(body)) {
    const op = body["op"] === "==" || body["op"] === "in" ? "" : `${String(body["op"])} `;
    return `${term(body["left"])} ${op}${term(body["right"])}`;
  }
  if (kind === "xt") return isObject(body) ? `${String(body["name"])}` : "xt";
  if (kind === "vmap" && isObject(body)) return `${term(body["key"])} vmap ${typeof body["data"] === "string" ? body["data"] : "{...}"}`;
  if (kind === "limit" && isObject(body)) return `limit ${String(body["rate"])}/${String(body["per"] ?? "second")}`;
  return isObject(body) && (kind === "jump" || kind === "goto") ? `${kind} ${String(body["target"])}` : kind;
}

/** An operand: a constant, a header field, a key of the packet's metadata, a set. */
function term(value: Json | undefined): string {
  if (value === undefined || value === null || typeof value !== "object") return String(value);
  if (isList(value)) return value.map(term).join(",");
  if (!isObject(value)) return "?";
  const [kind = "", body] = Object.entries(value)[0] ?? [];
  if (kind === "set" || kind === "range")
    return isList(body) ? (kind === "range" ? body.map(term).join("-") : `{ ${body.map(term).join(", ")} }`) : "{...}";
  if (kind === "prefix" && isObject(body)) return `${term(body["addr"])}/${String(body["len"])}`;
  if (kind === "payload" && isObject(body) && typeof body["field"] === "string") return `${String(body["protocol"])} ${body["field"]}`;
  if (isObject(body) && typeof body["key"] === "string") return kind === "meta" ? body["key"] : `${kind} ${body["key"]}`;
  return kind;
}
