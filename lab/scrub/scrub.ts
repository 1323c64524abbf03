import { scrubLabAddresses } from "./addresses.ts";
import { scrubBootIds, scrubMacs } from "./identifiers.ts";
import { messagesSince } from "./kernel-messages.ts";
import { scrubMachine, type Machine } from "./machine.ts";
import { scrubSecrets } from "./secrets.ts";

export interface ScrubOptions {
  readonly machine: Machine;
  readonly bootIds: readonly string[];
  /** Uptime at which the fault was made; earlier kernel messages are left out. */
  readonly since?: number;
}

export interface Scrub {
  /** For what a host printed, before anything else becomes of it. */
  readonly messages: (text: string) => string;
  readonly text: (text: string) => string;
  /** For the words of a command: they read as they do in outputs, since a replay finds answers by them. */
  readonly words: (words: readonly string[]) => readonly string[];
  /** For a value that has a name. */
  readonly named: (name: string, value: string) => string;
}

/** Takes out of one recording what names a machine or its people, alike wherever it stands. What is evidence stays. */
export const scrubOf = ({ machine, bootIds, since }: ScrubOptions): Scrub => {
  const steps = [scrubLabAddresses, scrubMachine(machine), scrubBootIds(bootIds), scrubMacs()];
  const names = (text: string): string => steps.reduce((now, step) => step(now), text);
  const secrets = scrubSecrets();
  return {
    messages: since === undefined ? (text) => text : messagesSince(since),
    text: (text) => secrets.text(names(text)),
    words: (words) => secrets.words(words.map(names)),
    named: (name, value) => secrets.named(name, names(value)),
  };
};
