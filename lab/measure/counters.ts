/** By name. What a place does not have is absent. */
export type Counters = Readonly<Record<string, number>>;

/** What every counter did between two readings; one that appeared meanwhile began at 0. */
export const changeOf = (before: Counters, after: Counters): Counters =>
  Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));

/** Runs `work` between two readings. */
export const around = async <T>(read: () => Promise<Counters>, work: () => Promise<T>): Promise<{ result: T; change: Counters }> => {
  const before = await read();
  const result = await work();
  return { result, change: changeOf(before, await read()) };
};
