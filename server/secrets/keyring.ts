import { createHmac, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Holds the text of the keys; for servers whose data folder is made anew, and for several servers on one database. */
export const KEYS_VARIABLE = "CULPRIT_KEYS";
/** Names a file with them, instead of `keys` in the data folder. */
export const KEYS_FILE_VARIABLE = "CULPRIT_KEYS_FILE";

const KEY_BYTES = 32;

/** One key for sealing. Its id stands beside everything that was sealed with it. */
export interface SealKey {
  readonly id: string;
  readonly key: Buffer;
}

export interface Keyring {
  /** For the tokens that take the place of secrets; stays as it is when seals are given a new key. */
  readonly tokens: Buffer;
  /** The first seals; all of them open. */
  readonly seals: readonly [SealKey, ...SealKey[]];
  /** Where it is kept, for people. */
  readonly where: string;
}

/** The keys cannot be used. The message says what is wrong and what to do, and never a key. */
export class KeysProblem extends Error {
  override readonly name = "KeysProblem";
}

type Environment = Readonly<Record<string, string | undefined>>;

const HEADER = `# Keys of this Culprit. Who has them and the database can read the SSH keys that are kept there.
# tokens: names secrets in outputs without telling them. seal: keeps SSH keys; the first seals, all of them open.
`;

export const keysFile = (dataFolder: string, env: Environment = process.env): string => env[KEYS_FILE_VARIABLE] || join(dataFolder, "keys");

/** For parts of this process that are not told the data folder: pages are bundled by themselves and share nothing but the environment. */
export const noteKeysFile = (dataFolder: string): void => {
  process.env[KEYS_FILE_VARIABLE] = keysFile(dataFolder);
};

/** The keys that were noted so. */
export const notedKeyring = (): Promise<Keyring> => openKeyring("data");

/** The keys of the environment, of the named file, or of the data folder, which are made when they are first needed. @throws KeysProblem */
export async function openKeyring(dataFolder: string, env: Environment = process.env): Promise<Keyring> {
  const given = env[KEYS_VARIABLE];
  if (given !== undefined && given !== "") return parseKeys(given.replaceAll(";", "\n"), KEYS_VARIABLE);
  const file = keysFile(dataFolder, env);
  const text = (await textOf(file)) ?? (await make(file));
  return parseKeys(text, file);
}

/** A ring for once, whose tokens agree with those of no other: for lab and bench, which keep nothing. */
export const passingKeyring = (): Keyring => parseKeys(newKeys(), "memory");

/** Whether the environment holds the keys themselves: then no file is written. */
export const isGiven = (env: Environment = process.env): boolean => (env[KEYS_VARIABLE] ?? "") !== "";

/** The same file with one more key, which seals from now on. Returns the ring as it is then. @throws KeysProblem */
export async function addSealKey(dataFolder: string, env: Environment = process.env): Promise<Keyring> {
  if (isGiven(env)) throw new KeysProblem(`The keys come from ${KEYS_VARIABLE}: put a line "seal NAME KEY" before its others yourself.`);
  await openKeyring(dataFolder, env);
  const file = keysFile(dataFolder, env);
  const lines = ((await textOf(file)) ?? "").split("\n");
  const at = lines.findIndex((line) => line.startsWith("seal "));
  await write(file, lines.toSpliced(at, 0, newSeal()).join("\n"));
  return openKeyring(dataFolder, env);
}

const newSeal = (): string => `seal ${new Date().toISOString().slice(0, 10)}-${randomBytes(3).toString("hex")} ${newKey()}`;
const newKey = (): string => randomBytes(KEY_BYTES).toString("base64");
const newKeys = (): string => `${HEADER}tokens ${newKey()}\n${newSeal()}\n`;

export function parseKeys(text: string, where: string): Keyring {
  let tokens: Buffer | undefined;
  const seals: SealKey[] = [];
  for (const [n, line] of text.split("\n").entries()) {
    const words = line.trim().split(/\s+/);
    if (line.trim() === "" || line.startsWith("#")) continue;
    const key = Buffer.from(words.at(-1) ?? "", "base64");
    const isKey = key.length === KEY_BYTES;
    if (isKey && words[0] === "tokens" && words.length === 2 && tokens === undefined) tokens = key;
    else if (isKey && words[0] === "seal" && words.length === 3 && /^[\w.-]{1,64}$/.test(words[1] ?? ""))
      seals.push({ id: words[1] ?? "", key });
    else throw new KeysProblem(`Line ${n + 1} of ${where} is no key: "tokens KEY" or "seal NAME KEY", with 32 bytes as base64.`);
  }
  const [first, ...others] = seals;
  if (first === undefined) throw new KeysProblem(`${where} has no line "seal NAME KEY".`);
  if (new Set(seals.map(({ id }) => id)).size < seals.length) throw new KeysProblem(`${where} gives two keys the same name.`);
  // A ring that was written by hand may have keys for sealing only.
  return {
    tokens:
      tokens ??
      createHmac("sha256", seals.at(-1)?.key ?? "")
        .update("tokens")
        .digest(),
    seals: [first, ...others],
    where,
  };
}

async function textOf(file: string): Promise<string | null> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) throw new KeysProblem(`${file} may be read by others; chmod 600 ${file}`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    if (error instanceof KeysProblem) throw error;
    throw new KeysProblem(`${file} cannot be read (${codeOf(error)}).`, { cause: error });
  }
}

/** Whoever comes second takes the keys of the first. */
async function make(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  await writeNew(draft, newKeys());
  try {
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await textOf(file)) ?? "";
}

async function write(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  await writeNew(draft, text);
  await rename(draft, file);
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "");
