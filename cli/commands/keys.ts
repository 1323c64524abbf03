import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { aboutPrivateKey } from "#server/secrets/private-key.ts";
import { readIdentity } from "#server/ssh/keys.ts";
import { EXIT, Usage } from "../exit.ts";
import { askPassphrase } from "../investigate/passphrase.ts";
import { callServer } from "../server-call.ts";

interface Row {
  readonly name: string;
  readonly keyFingerprint: string | null;
  readonly keyBy: string | null;
  readonly keyAt: string | null;
}

/** `culprit keys [list | add <host> --file FILE | remove <host> | rotate]`: SSH keys that the running server keeps, sealed. */
export async function keys(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { file: { type: "string" }, data: { type: "string" } },
    allowPositionals: true,
  });
  const [what = "list", host, ...extra] = positionals;
  const { data } = values;
  const act = (body: object): Promise<{ readonly id?: string }> => callServer("/api/v1/hosts", { data, body });
  if (extra.length > 0) throw new Usage(`culprit keys ${what}: name one host.`);
  if (what === "list") return list(await callServer<readonly Row[]>("/api/v1/hosts", { data }));
  if (what === "rotate") return told(await act({ do: "rotateKeys" }));
  if (host === undefined) throw new Usage(`culprit keys ${what}: name a host of the inventory.`);
  if (what === "remove") {
    await act({ do: "dropKey", host });
    return say(`The key of ${host} is gone.`);
  }
  if (what !== "add") throw new Usage(`culprit keys ${what}: write list, add, remove or rotate.`);
  if (values.file === undefined) throw new Usage("culprit keys add <host> --file FILE: the file with the private key is missing.");
  const { id } = await act({ do: "keepKey", host, ...(await secretOf(values.file)) });
  return say(`The key ${id ?? ""} is kept for ${host}. ${values.file} is not needed for it any more.`);
}

/** The key is tried here, with its passphrase: where it is kept nobody could be asked. @throws Usage */
async function secretOf(file: string): Promise<{ readonly privateKey: string; readonly passphrase?: string }> {
  let passphrase: string | null = null;
  const ask = askPassphrase();
  const identity = await readIdentity(file, async (asked) => (passphrase = (await ask?.(asked)) ?? null));
  if ("problem" in identity) throw new Usage(`${identity.problem}.`);
  const privateKey = await readFile(file, "utf8");
  if (aboutPrivateKey(privateKey) === null)
    throw new Usage(`${file} is in an older form. ssh-keygen -p -f ${file} turns it into that of OpenSSH.`);
  return { privateKey, ...(passphrase === null ? {} : { passphrase }) };
}

function list(rows: readonly Row[]): number {
  const kept = rows.filter(({ keyFingerprint }) => keyFingerprint !== null);
  return say(
    kept.length === 0
      ? "No key is kept. culprit keys add <host> --file FILE keeps one."
      : kept
          .map(({ name, keyFingerprint, keyBy, keyAt }) => `${name}  ${keyFingerprint}  ${keyBy ?? ""}, ${(keyAt ?? "").slice(0, 10)}`)
          .join("\n"),
  );
}

function told({ id = "" }: { readonly id?: string }): number {
  const [key = "", sealed = "0"] = id.split(" ");
  return say(
    `Sealed with ${key} from now on; ${sealed} kept ${sealed === "1" ? "key was" : "keys were"} sealed anew. Older keys still open older copies.`,
  );
}

const say = (line: string): number => {
  process.stdout.write(`${line}\n`);
  return EXIT.found;
};
