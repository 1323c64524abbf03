import { open } from "node:fs/promises";
import { homedir } from "node:os";
import ssh2, { type ParsedKey } from "ssh2";
import { errorCode } from "./error-code.ts";

/** Asks a person for the passphrase of a key file; null when nobody can be asked. */
export type AskPassphrase = (file: string) => Promise<string | null>;

/** A private key ready to sign, or why the file cannot be used and what to do about it. */
export type Identity = { readonly file: string; readonly key: ParsedKey } | { readonly file: string; readonly problem: string };

/** The largest private key there is (RSA 16384 with comment) is below this; a device or a log is not a key. */
const LARGEST_KEY_FILE_BYTES = 65_536;

const PUBLIC_KEY = /^(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+ AAAA/;

const shown = (file: string): string => file.replace(`${homedir()}/`, "~/");

async function read(file: string): Promise<Buffer | string> {
  try {
    const handle = await open(file, "r");
    try {
      const about = await handle.stat();
      if (!about.isFile()) return `${shown(file)} is not a file`;
      if (about.size > LARGEST_KEY_FILE_BYTES) return `${shown(file)} is too large to be a private key`;
      const bytes = await handle.readFile();
      if (PUBLIC_KEY.test(bytes.toString("latin1", 0, 40)))
        return `${shown(file)} is a public key: name the private one${file.endsWith(".pub") ? `, ${shown(file).slice(0, -4)}` : ""}`;
      // OpenSSH refuses such a key too: others on this machine may have copied it.
      if (process.getuid?.() === about.uid && (about.mode & 0o077) !== 0) {
        return `${shown(file)} can be read by other users of this machine: run chmod 600 ${shown(file)}`;
      }
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return `${shown(file)} does not exist`;
    if (code === "EACCES" || code === "EPERM") return `${shown(file)} may not be read by the user Culprit runs as`;
    if (code === "EISDIR") return `${shown(file)} is not a file`;
    throw error;
  }
}

const needsPassphrase = (error: Error): boolean => /encrypted/i.test(error.message) && /passphrase|given/i.test(error.message);

/** One key: ssh2 returns a list for formats that could hold several. */
function parse(bytes: Buffer, passphrase?: string): ParsedKey | Error {
  const parsed: unknown = ssh2.utils.parseKey(bytes, passphrase);
  const one: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (one instanceof Error) return one;
  return one as ParsedKey;
}

/** Why a passphrase could not be had is told with the key; it must not end the connection to a host that other keys open. */
async function ask(file: string, askPassphrase: AskPassphrase | undefined): Promise<string | null | Error> {
  try {
    return (await askPassphrase?.(file)) ?? null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

export async function readIdentity(file: string, askPassphrase?: AskPassphrase): Promise<Identity> {
  const bytes = await read(file);
  if (typeof bytes === "string") return { file, problem: bytes };
  let key = parse(bytes);
  if (key instanceof Error && needsPassphrase(key)) {
    const passphrase = await ask(file, askPassphrase);
    if (passphrase instanceof Error) return { file, problem: `${file}: ${passphrase.message}` };
    if (passphrase === null)
      return {
        file,
        problem: `${shown(file)} has a passphrase: add the key to an agent with ssh-add ${shown(file)}`,
      };
    key = parse(bytes, passphrase);
    if (key instanceof Error) return { file, problem: `the passphrase of ${shown(file)} was not right` };
  }
  if (key instanceof Error) return { file, problem: whyUnreadable(file, bytes, key) };
  if (!key.isPrivateKey()) return { file, problem: `${shown(file)} is a public key: name the private one` };
  return { file, key };
}

function whyUnreadable(file: string, bytes: Buffer, error: Error): string {
  if (bytes.includes("sk-ssh-") || bytes.includes("sk-ecdsa-"))
    return `${shown(file)} needs a hardware token, which Culprit does not support: use another key`;
  return `${shown(file)} is not a private key that Culprit can read (${error.message})`;
}
