import { homedir, hostname, networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { numbered } from "./numbered.ts";

/** What a recording may not say of the machine it was made on. */
export interface Machine {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Where the project lies, and the home folder of whoever records. */
  readonly folders: Readonly<Record<string, string>>;
}

export const thisMachine = (): Machine => ({
  name: hostname(),
  addresses: Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, address }) => !internal && !LAB.test(address))
    .map(({ address }) => address),
  folders: { [resolve(import.meta.dirname, "..", "..")]: "/opt/culprit", ...(homedir() === "/root" ? {} : { [homedir()]: "/home/user" }) },
});

/** The machine's end of a lab's management network is the lab's. */
const LAB = /^198\.1[89]\./;

/** Its name becomes `machine`, its addresses TEST-NET-3 and 2001:db8::/32 of the documentation. */
export const scrubMachine = ({ name, addresses, folders }: Machine): ((text: string) => string) => {
  const four = numbered((n) => `203.0.113.${n}`);
  const six = numbered((n) => `2001:db8::${n.toString(16)}`);
  const pairs: (readonly [RegExp, string])[] = Object.entries(folders).map(([folder, other]) => [word(folder), other]);
  for (const address of addresses) {
    const other = address.includes(":") ? six(address) : four(address);
    pairs.push([word(address), other]);
    if (!address.includes(":")) pairs.push([word(littleEndianHex(address)), littleEndianHex(other)]);
  }
  // Shorter names, and the name that every machine gives itself, would hit words that are evidence.
  if (name.length > 3 && name !== "localhost") pairs.push([word(name), "machine"]);
  return (text) => pairs.reduce((now, [pattern, other]) => now.replaceAll(pattern, other), text);
};

/** Not as a part of a longer name or number. */
const word = (text: string): RegExp => new RegExp(`(?<![\\w.-])${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-]|\\.\\w)`, "g");

/** As /proc/net/tcp of little-endian machines writes it. */
const littleEndianHex = (address: string): string =>
  address
    .split(".")
    .toReversed()
    .map((octet) => Number(octet).toString(16).padStart(2, "0").toUpperCase())
    .join("");
