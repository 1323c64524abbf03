import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "./failure.ts";
import { sum } from "./number.ts";

/** Field, and the names that tool and kernels gave it over time. */
const NAMES = {
  found: ["found"],
  invalid: ["invalid"],
  insert: ["insert"],
  insertFailed: ["insert_failed"],
  drop: ["drop"],
  earlyDrop: ["early_drop"],
  error: ["error", "icmp_error"],
  searchRestart: ["search_restart"],
  // 5.10 gave the column of `searched` to clash_resolve, 5.15 that of `delete_list` to chaintoolong.
  clashResolve: ["clash_resolve", "clashres"],
  chainTooLong: ["chaintoolong", "chainlength"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export function conntrackRow(key: string, columns: ReadonlyMap<string, number>): Row {
  const fields = Object.entries(NAMES).map(([field, names]) => {
    const value = names.map((name) => columns.get(name)).find((one) => one !== undefined);
    return [field, value ?? unknown(`this kernel or tool does not count ${names[0]}`)] as const;
  });
  return { ...Object.fromEntries<Value>(fields), key };
}

export function sumConntrack(cpus: readonly Row[]): Reading {
  if (cpus.length === 0) unparsable("no row of any CPU");
  if (new Set(cpus.map(({ key }) => key)).size !== cpus.length) unparsable("one CPU has two rows");
  const fields = Object.fromEntries(
    Object.keys(NAMES).map((field) => [
      field,
      sum(
        cpus.map((cpu) => cpu[field]),
        field,
      ),
    ]),
  );
  return { fields, tables: { cpus } };
}
