import { isIP } from "node:net";
import type { Recording } from "#machines/contract/index.ts";
import { numbered } from "./numbered.ts";
import { word } from "./word.ts";

/**
 * A host that nobody gave a name is called by where SSH found it. In a recording it becomes host-1 and following; names that were
 * chosen stay. Commands, outputs and inputs are left alone here: an address in them is evidence of who talks to whom.
 */
export const withoutAddressesAsNames = (recording: Recording): Recording => {
  const replacement = numbered((n) => `host-${n}`);
  const nameless = recording.hosts.filter(({ name, address }) => isIP(name) !== 0 || name === address).map(({ name }) => name);
  const pairs = [...new Set(nameless)].map((name) => [word(name), replacement(name)] as const);
  const named = (text: string): string => pairs.reduce((now, [pattern, other]) => now.replaceAll(pattern, other), text);
  return {
    ...recording,
    about: named(recording.about),
    madeBy: named(recording.madeBy),
    hosts: recording.hosts.map((host) => ({
      ...host,
      name: named(host.name),
      address: isIP(host.address) === 0 ? named(host.address) : host.address,
    })),
  };
};
