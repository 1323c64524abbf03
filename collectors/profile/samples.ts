import { unknown, type Row, type Value } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";

export interface Sample {
  readonly count: number;
  readonly cpu: string;
  readonly kernel: boolean;
  readonly call: string;
  readonly at: string;
  readonly name: string;
}

/** "190<TAB>0<TAB>3034<TAB>kernel<TAB>sendto<TAB>netlink_dump<TAB>handler10"; what the host left out for its number is one row "rest". */
export function samplesIn(lines: readonly string[]): { readonly rows: readonly Sample[]; readonly rest: number } {
  const parts = lines.filter((line) => line !== "").map((line) => line.split("\t"));
  const rest = parts.filter(([, , , mode]) => mode === "rest").reduce((sum, [count]) => sum + countOf(count), 0);
  const rows = parts
    .filter(([, , , mode]) => mode !== "rest")
    .map(([count, cpu = "", , mode, call = "", at = "", ...name]): Sample => {
      if ((mode !== "user" && mode !== "kernel") || !/^\d+$/.test(cpu) || name.length === 0)
        return unparsable(`"${cpu} ${mode ?? ""}" is not CPU and mode of a sample`);
      return { count: countOf(count), cpu, kernel: mode === "kernel", call, at, name: name.join("\t") };
    });
  return { rows, rest };
}

const countOf = (text: string | undefined): number => {
  if (text === undefined || !/^\d{1,12}$/.test(text)) return unparsable(`"${(text ?? "").slice(0, 20)}" is not a count of samples`);
  return Number(text);
};

/** Fewer say nothing about a share. */
const SOME = 20;

export const shareOf = (part: number, of: number): Value => (of < SOME ? unknown(`only ${of} samples were taken`) : (100 * part) / of);

/** Shares by some name of the samples, the largest first. */
export function sharesBy(rows: readonly Sample[], nameOf: (sample: Sample) => string, total: number): readonly Row[] {
  return [...Map.groupBy(rows, nameOf)]
    .map(([key, same]) => ({ key, count: countIn(same), kernel: countIn(same.filter(({ kernel }) => kernel)), same }))
    .toSorted((a, b) => b.count - a.count)
    .map(({ key, count, kernel, same }) => ({
      key,
      percent: shareOf(count, total),
      kernelPercent: shareOf(kernel, count),
      call: placeOf(same),
    }));
}

export const countIn = (rows: readonly Sample[]): number => rows.reduce((sum, { count }) => sum + count, 0);

/** Where in the kernel it was most: "sendto, netlink_dump". */
function placeOf(rows: readonly Sample[]): Value {
  const kernel = rows.filter((row) => row.kernel);
  const most = (of: (sample: Sample) => string): string =>
    [...Map.groupBy(kernel, of)].map(([key, same]) => ({ key, count: countIn(same) })).toSorted((a, b) => b.count - a.count)[0]?.key ?? "-";
  return kernel.length === 0
    ? unknown("it was never seen in the kernel")
    : [most(({ call }) => call), most(({ at }) => at)].filter((word) => word !== "-").join(", ");
}
