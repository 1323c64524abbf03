/** Tries that did not succeed count this long. */
export const TRIES_COUNT_MS = 15 * 60_000;

/** A person mistypes. An address may be that of a whole office. */
const FREE = { login: 5, address: 20 } as const;
const LONGEST_WAIT_MS = 5 * 60_000;

export interface Failed {
  readonly count: number;
  /** Since the last of them, ms. */
  readonly sinceMs: number;
}

/**
 * How long to wait before the next try, ms; 0: none. It doubles with each try beyond the free ones, and is bounded, so that nobody is locked out
 * for long by somebody who does not know the password: 5 minutes a try are 300 guesses a day.
 */
export function waitAfter(failed: Readonly<Record<keyof typeof FREE, Failed>>): number {
  const wait = ({ count, sinceMs }: Failed, free: number): number =>
    count < free ? 0 : Math.max(0, Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** (count - free)) - sinceMs);
  return Math.max(wait(failed.login, FREE.login), wait(failed.address, FREE.address));
}

/** Whoever has one IPv6 address has 2^64 of them. */
export function networkOf(address: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = tail === undefined ? front : [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
