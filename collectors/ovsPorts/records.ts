import { unparsable } from "../failure.ts";
import { exactJson, isList, isObject, type Json } from "../json.ts";

/** A row of the database: columns by name; a set is a list, a map an object, a number or a word is text. */
export type Record_ = ReadonlyMap<string, Cell>;
export type Cell = string | readonly string[] | ReadonlyMap<string, string>;

/** What `ovs-vsctl list` printed, as JSON or in its list format. */
export function records(lines: readonly string[], table: string): readonly Record_[] {
  const text = lines.join("\n").trim();
  return text.startsWith("{") ? fromJson(text, table) : fromList(text, table);
}

function fromJson(text: string, table: string): readonly Record_[] {
  const all = exactJson(text, table);
  if (!isObject(all) || !isList(all["headings"]) || !isList(all["data"])) return unparsable(`${table}: no headings and data`);
  const { headings, data } = all;
  return data.map((row) => {
    if (!isList(row) || row.length !== headings.length) return unparsable(`${table}: a row does not fit its headings`);
    return new Map(row.map((value, index) => [String(headings[index]), cell(value)]));
  });
}

/** ["set",[...]], ["map",[[key,value],...]], ["uuid","..."], or a plain value (RFC 7047 5.1). */
function cell(value: Json): Cell {
  if (!isList(value)) return String(value);
  const [kind, body] = value;
  if (kind === "set" && isList(body)) return body.map((each) => plain(each));
  if (kind === "map" && isList(body))
    return new Map(
      body.map((pair) => (isList(pair) ? [plain(pair[0]), plain(pair[1])] : unparsable("a map holds something else than pairs"))),
    );
  return plain(value);
}

const plain = (value: Json | undefined): string => {
  if (isList(value) && value[0] === "uuid") return String(value[1]);
  return value === undefined || typeof value === "object" ? unparsable("a nested value where a plain one was expected") : String(value);
};

/** "name                : br-int", records apart by blank lines; [a, b] is a set and {a=b} a map. */
function fromList(text: string, table: string): readonly Record_[] {
  if (text === "") return [];
  return text.split(/\n\s*\n/).map(
    (block) =>
      new Map(
        block.split("\n").map((line) => {
          const [, name = "", value = ""] =
            /^(\w+)\s*: ?(.*)$/.exec(line) ?? unparsable(`${table}: "${line.slice(0, 40)}" is not a column`);
          return [name, listed(value.trim())];
        }),
      ),
  );
}

function listed(value: string): Cell {
  if (value.startsWith("[") && value.endsWith("]")) return parts(value);
  if (value.startsWith("{") && value.endsWith("}")) {
    return new Map(
      parts(value).map((part) => {
        const at = part.indexOf("=");
        return [unquoted(part.slice(0, at)), unquoted(part.slice(at + 1))];
      }),
    );
  }
  return unquoted(value);
}

/** The members of [..] or {..}: commas in quotes do not divide. */
const parts = (value: string): readonly string[] =>
  [...value.slice(1, -1).matchAll(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g)]
    .map(([part]) => unquotedWhole(part.trim()))
    .filter((part) => part !== "");

const unquotedWhole = (text: string): string => (/^"(?:[^"\\]|\\.)*"$/.test(text) ? unquoted(text) : text);
const unquoted = (text: string): string =>
  text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, "$1") : text;

export const textIn = (record: Record_, name: string): string => {
  const value = record.get(name);
  return typeof value === "string" ? value : "";
};

/** A column that may be empty: its only member, or "". */
export const optionIn = (record: Record_, name: string): string => {
  const value = record.get(name);
  return typeof value === "string" ? value : isSet(value) ? (value[0] ?? "") : "";
};

export const setIn = (record: Record_, name: string): readonly string[] => {
  const value = record.get(name);
  return isSet(value) ? value : typeof value === "string" && value !== "" ? [value] : [];
};

export const mapIn = (record: Record_, name: string): ReadonlyMap<string, string> => {
  const value = record.get(name);
  return value instanceof Map ? value : new Map();
};

const isSet = (value: Cell | undefined): value is readonly string[] => Array.isArray(value);
