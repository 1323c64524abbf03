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
  /** For commands and names: what came from an output stands there as it now stands in the output. */
  readonly name: (text: string) => string;
  /** For what a host printed. */
  readonly output: (text: string) => string;
}

/** Takes out of one recording what names a machine or its people, alike wherever it stands. What is evidence stays. */
export const scrubOf = ({ machine, bootIds, since }: ScrubOptions): Scrub => {
  const steps = [scrubLabAddresses, scrubMachine(machine), scrubBootIds(bootIds), scrubMacs()];
  const name = (text: string): string => steps.reduce((now, step) => step(now), text);
  const [messages, secrets] = [since === undefined ? (text: string) => text : messagesSince(since), scrubSecrets()];
  return { name, output: (text) => secrets(name(messages(text))) };
};
