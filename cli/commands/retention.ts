import { parseArgs } from "node:util";
import type { ActResult } from "#server/door/action.ts";
import { EXIT, Usage } from "../exit.ts";
import { callServer } from "../server-call.ts";

/** `culprit retention --days N`: removes raw outputs of investigations that ended before, once and now. */
export async function retention(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { days: { type: "string" }, data: { type: "string" } },
    allowPositionals: true,
  });
  const days = Number(values.days ?? "");
  if (positionals.length > 0 || !Number.isInteger(days) || days < 1 || days > 36_500)
    throw new Usage("culprit retention --days N: how many days raw outputs are kept after the end of their investigation, from 1 on.");
  const body = { do: "removeOutputs", olderThanDays: days };
  const result = await callServer<ActResult>("/api/v1/hosts", { data: values.data, body });
  const { outputs, pictures, investigations } = (result.ok ? result.removed : undefined) ?? { outputs: 0, pictures: 0, investigations: 0 };
  const seen = pictures === 0 ? "" : ` and ${pictures} ${pictures === 1 ? "picture" : "pictures"}`;
  process.stdout.write(
    outputs + pictures === 0
      ? `Nothing is older than ${days} ${days === 1 ? "day" : "days"}.\n`
      : `${outputs} raw outputs${seen} of ${investigations} ${investigations === 1 ? "investigation" : "investigations"} were removed. Verdicts and readings stay.\n`,
  );
  return EXIT.found;
}
