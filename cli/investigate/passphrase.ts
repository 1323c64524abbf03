import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { passphraseFromFile } from "#server/ssh/passphrase.ts";

/** The passphrase of a key file: from CULPRIT_PASSPHRASE_FILE, else asked on the terminal without showing it, once per file; null where nobody sits. */
export function askPassphrase(): (file: string) => Promise<string | null> {
  const fromFile = passphraseFromFile();
  const asked = new Map<string, Promise<string | null>>();
  return (file) => {
    const known = asked.get(file) ?? fromFile(file).then((found) => found ?? (process.stdin.isTTY ? onTerminal(file) : null));
    asked.set(file, known);
    return known;
  };
}

function onTerminal(file: string): Promise<string | null> {
  process.stderr.write(`Passphrase of ${file}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve) => {
    const end = (answer: string | null): void => {
      lines.close();
      process.stderr.write("\n");
      resolve(answer);
    };
    lines.once("line", end).once("SIGINT", () => end(null));
  });
}
