import { LAB_ADDRESS } from "#machines/contract/lab-inventory.ts";

/** What was typed as a host: `[user@]address[:port]`, an IPv6 address with a port in brackets. */
export interface Typed {
  readonly address: string;
  readonly user?: string;
  readonly port?: number;
}

const USER = /^[a-z_][a-z0-9_.-]{0,31}\$?$/i;

/** Reads what was typed, or says what would be right. */
export function readDestination(text: string): Typed | { readonly wrong: string } {
  const said = text.trim();
  if (said === "") return { wrong: "An address, a host name or an alias of your ssh config." };
  const at = said.lastIndexOf("@");
  const user = at === -1 ? undefined : said.slice(0, at);
  if (user !== undefined && !USER.test(user)) return { wrong: "The part before @ is not a user name." };
  const place = said.slice(at + 1);
  if (LAB_ADDRESS.test(place)) return { address: place, ...(user === undefined ? {} : { user }) };
  const match =
    /^\[([0-9a-f:.%]+)\](?::(\d+))?$/i.exec(place) ?? (isBareIpv6(place) ? [place, place, undefined] : /^([^:]*)(?::(\d+))?$/.exec(place));
  const [, address = "", digits] = match ?? [];
  if (address === "" || address.startsWith("-") || /[\s\0/]/.test(address))
    return { wrong: "Write [user@]address[:port], for example root@192.0.2.10:2222." };
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535)) return { wrong: "A port lies between 1 and 65535." };
  return { address, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
}

const isBareIpv6 = (text: string): boolean => text.split(":").length > 2;

export function writeDestination({
  user,
  address,
  port,
}: {
  readonly user: string | null;
  readonly address: string;
  readonly port: number | null;
}): string {
  const place = address.includes(":") && port !== null ? `[${address}]` : address;
  return `${user === null ? "" : `${user}@`}${place}${port === null ? "" : `:${port}`}`;
}

const SSH_PORT = 22;

/** What a host of the form is called before it was reached: two of one address are told apart by their ports. */
export function nameOfTyped({
  name,
  address,
  port,
}: {
  readonly name?: string | undefined;
  readonly address: string;
  readonly port?: number | undefined;
}): string {
  return name ?? writeDestination({ user: null, address, port: port === undefined || port === SSH_PORT ? null : port });
}
