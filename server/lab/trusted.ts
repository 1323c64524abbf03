import { constants, type Stats } from "node:fs";
import { lstat, open } from "node:fs/promises";

/** Why a file or folder is not taken for what it says it is. The message is a sentence. */
export class NotTrusted extends Error {
  override readonly name = "NotTrusted";
}

const MOST_BYTES = 1_048_576;

/** Text of a file that nobody but root and this account can have written. @throws NotTrusted, or the system's error */
export async function trustedText(path: string): Promise<string> {
  // A link could lead anywhere, and what is asked is the file that was opened: nobody can exchange it in between.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new NotTrusted(`${path} is not a file`);
    refuseForeign(path, found);
    if (found.size > MOST_BYTES) throw new NotTrusted(`${path} has ${found.size} bytes, more than any inventory`);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/** @throws NotTrusted when others can put files there, or the system's error */
export async function requireTrustedFolder(path: string): Promise<void> {
  const found = await lstat(path);
  if (!found.isDirectory()) throw new NotTrusted(`${path} is not a directory`);
  refuseForeign(path, found);
}

function refuseForeign(path: string, { uid, mode }: Stats): void {
  const own = process.geteuid?.() ?? 0;
  if (uid !== 0 && uid !== own)
    throw new NotTrusted(`${path} belongs to account ${uid}, neither to root nor to the account Culprit runs as`);
  if ((mode & 0o022) !== 0) throw new NotTrusted(`${path} can be written by others (mode ${(mode & 0o777).toString(8)})`);
}
