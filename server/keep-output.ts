/** For how many days raw outputs are kept; as long as the database when it is not set. */
export const KEEP_OUTPUT_VARIABLE = "CULPRIT_KEEP_OUTPUT_DAYS";

/** What that variable says; null when it says nothing. @throws Error when it is no number of days */
export function keepOutputDays(env: Readonly<Record<string, string | undefined>> = process.env): number | null {
  const text = env[KEEP_OUTPUT_VARIABLE] ?? "";
  if (text === "") return null;
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 36_500)
    throw new Error(`${KEEP_OUTPUT_VARIABLE} is "${text}", not a number of days from 1 on.`);
  return days;
}
