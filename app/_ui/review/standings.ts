import type { Standing, Verdict } from "#machines/contract/index.ts";

export interface StandingRow {
  readonly instance: string;
  readonly hypothesis: string;
  readonly host: string | undefined;
  readonly a: Standing | null;
  readonly b: Standing | null;
  readonly differs: boolean;
}

const WEIGHT: Readonly<Record<Standing, number>> = { supported: 0, open: 1, refuted: 2 };

/** Two verdicts' standings side by side: what differs first, then what is supported. */
export function standingRows(a: Pick<Verdict, "standings"> | null, b: Pick<Verdict, "standings"> | null): readonly StandingRow[] {
  const left = new Map((a?.standings ?? []).map((one) => [one.instance, one]));
  const right = new Map((b?.standings ?? []).map((one) => [one.instance, one]));
  const rows = [...new Set([...left.keys(), ...right.keys()])].flatMap((instance): readonly StandingRow[] => {
    const [one, other] = [left.get(instance), right.get(instance)];
    const known = one ?? other;
    if (known === undefined) return [];
    const { hypothesis, host } = known;
    const differs = a !== null && b !== null && one?.standing !== other?.standing;
    return [{ instance, hypothesis, host, a: one?.standing ?? null, b: other?.standing ?? null, differs }];
  });
  const weight = ({ a: one, b: other }: StandingRow): number =>
    Math.min(one === null ? 3 : WEIGHT[one], other === null ? 3 : WEIGHT[other]);
  return rows.toSorted((x, y) => Number(y.differs) - Number(x.differs) || weight(x) - weight(y));
}
