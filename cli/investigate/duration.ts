import { WATCH_SECONDS } from "#machines/contract/index.ts";
import { Usage } from "../exit.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds in "90s", "30m", "2h" or "1d". @throws Usage for anything else, and for less than a minute or more than a day */
export function parseWatch(text: string): number {
  const [, digits = "", unit = ""] = /^([1-9]\d{0,6})([smhd])$/u.exec(text) ?? [];
  const seconds = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (!(seconds >= WATCH_SECONDS.least && seconds <= WATCH_SECONDS.most))
    throw new Usage(`--watch ${text}: write how long, from 60s to 1d, for example 30m or 2h.`);
  return seconds;
}
