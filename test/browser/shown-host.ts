import { readFileSync } from "node:fs";
import { startSshd, whyNoSshd } from "../server/ssh/sshd.ts";

interface Answering {
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  readonly privateKey?: string;
  end(): Promise<void>;
}

/** A real host: its key is asked about, then its rights, tools and clock are told. */
export async function answering(): Promise<Answering> {
  if (whyNoSshd !== undefined) return { address: "192.0.2.77", end: () => Promise.resolve() };
  const { port, user, key, stop: end } = await startSshd();
  return { address: "127.0.0.1", port, user, privateKey: readFileSync(key, "utf8"), end };
}
