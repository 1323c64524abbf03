import type { Brief } from "../contract/index.ts";
import { countOf, listOf } from "./number.ts";

/** What triggers stand under, wherever they are told. */
export const TRIGGERS = "What may have set it off";
/** Nothing more is known of it: not even whether the symptom shows since. */
export const triggersWhy = ({ length }: readonly unknown[]): string =>
  `Whether ${length === 1 ? "it" : "one of them"} set this off was not tested.`;

/** "At the start it was said that this had changed: the router (since Tuesday)." Null: nothing was said. */
export function saySaid({ changed, since }: Pick<Brief, "changed" | "since">): string | null {
  if (changed === undefined || changed.trim() === "") return null;
  const from = since === undefined || since.trim() === "" ? "" : `, and that it shows since: ${ended(since)}`;
  return `At the start it was said that this had changed: ${ended(changed)}${from}.`;
}

const ended = (text: string): string => text.trim().replace(/(?<!\.)\.+$/, "");

/** "The configuration of keepalived on lb-2 was changed 14 minutes before it was read." */
export function sayChanged(say: string, host: string, secondsAgo: number): string {
  const said = `${say.replaceAll("{host}", () => host)} ${sayAgo(secondsAgo)} before it was read.`;
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** "cmp1 was started 3 hours before it was looked at." */
export const sayRestarted = (hosts: readonly string[], secondsAgo: number): string =>
  `${listOf(hosts)} ${hosts.length === 1 ? "was" : "were"} started ${sayAgo(secondsAgo)} before ${hosts.length === 1 ? "it was" : "they were"} looked at.`;

/** The greatest unit of which there are two. */
function sayAgo(seconds: number): string {
  const [size, word] = UNITS.find(([each]) => seconds >= 2 * each) ?? [1, "second"];
  return countOf(Math.floor(seconds / size), word);
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
];
