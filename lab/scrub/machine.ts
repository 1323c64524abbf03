import { homedir, hostname, networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { homeOf, recordingAccount } from "./account.ts";
import { numbered } from "./numbered.ts";
import { escaped, word } from "./word.ts";

/** What a recording may not say of the machine it was made on. */
export interface Machine {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Where the project lies, and the home folders of whoever records. */
  readonly folders: Readonly<Record<string, string>>;
  /** The login name of whoever records. */
  readonly account?: string | undefined;
}

export const thisMachine = (): Machine => {
  const account = recordingAccount();
  const homes = [homedir(), ...(account === undefined ? [] : [homeOf(account)])].filter((home) => !SHARED_FOLDERS.has(home));
  return {
    name: hostname(),
    addresses: Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ internal, address }) => !internal && !LAB.test(address))
      .map(({ address }) => address),
    folders: {
      [resolve(import.meta.dirname, "..", "..")]: "/opt/culprit",
      ...Object.fromEntries(homes.map((home) => [home, "/home/user"])),
    },
    account,
  };
};

/** Home folders that every machine has: they name nobody. */
const SHARED_FOLDERS: ReadonlySet<string> = new Set(["/root", "/", "/nonexistent"]);

/** The machine's end of a lab's management network is the lab's. */
const LAB = /^198\.1[89]\./;

/** Names that many machines or accounts bear, and that stand in outputs as evidence. */
const COMMON: ReadonlySet<string> = new Set(
  "localhost linux debian ubuntu fedora centos rocky alma suse arch host server client router gateway node machine user root admin administrator operator nobody daemon systemd service guest test sender receiver".split(
    " ",
  ),
);

/** Its name becomes `machine`, its addresses TEST-NET-3 and 2001:db8::/32 of the documentation, its user `user`. */
export const scrubMachine = ({ name, addresses, folders, account }: Machine): ((text: string) => string) => {
  const four = numbered((n) => `203.0.113.${n}`);
  const six = numbered((n) => `2001:db8::${n.toString(16)}`);
  const pairs: (readonly [RegExp, string])[] = Object.entries(folders).map(([folder, other]) => [word(folder), other]);
  for (const address of addresses) {
    const other = address.includes(":") ? six(address) : four(address);
    pairs.push([word(address), other]);
    if (!address.includes(":")) pairs.push([word(littleEndianHex(address)), littleEndianHex(other)]);
  }
  const [short = ""] = name.split(".");
  if (isTelling(short)) pairs.push([nameAndDomain(short), "machine"]);
  else if (name !== short && isTelling(name)) pairs.push([nameAndDomain(name), "machine"]);
  if (account !== undefined && isTelling(account)) pairs.push([word(account), "user"]);
  return (text) => pairs.reduce((now, [pattern, other]) => now.replaceAll(pattern, other), text);
};

/** Shorter names would hit words that are evidence. */
const isTelling = (name: string): boolean =>
  name.length > 3 && !COMMON.has(name.toLowerCase()) && !name.toLowerCase().startsWith("localhost.");

/** Names of hosts are the same in capitals, and may be followed by their domain. */
const nameAndDomain = (name: string): RegExp => new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-])(?:\\.[\\w-]+)*`, "gi");

/** As /proc/net/tcp of little-endian machines writes it. */
const littleEndianHex = (address: string): string =>
  address
    .split(".")
    .toReversed()
    .map((octet) => Number(octet).toString(16).padStart(2, "0").toUpperCase())
    .join("");
