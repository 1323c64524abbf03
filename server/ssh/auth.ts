import { readFile } from "node:fs/promises";
import ssh2, { type AnyAuthMethod } from "ssh2";
import { agentKeys, type AgentKey } from "./agent.ts";
import { errorCode } from "./error-code.ts";
import { fingerprintOf } from "../public-key.ts";
import { openKeptKey } from "./kept-key.ts";
import { readIdentity, type AskPassphrase, type Identity } from "./keys.ts";
import type { Destination } from "./transport.ts";

/** sshd ends a connection after MaxAuthTries 6; one is left over for an RSA key that is tried with a second signature. */
const MOST_KEYS = 5;
/** An agent full of other keys must not use up the attempts of a file that was named. */
const MOST_AGENT_KEYS_BEFORE_FILES = 3;

/** What may be offered to the host, in order, and what could not be used. */
export interface Credentials {
  /** The next method, or false when there is none; never a password, never the `none` probe. */
  readonly next: () => AnyAuthMethod | false;
  /** What has been offered so far. */
  readonly tried: readonly string[];
  readonly notes: readonly string[];
  readonly empty: boolean;
}

interface Offer {
  readonly say: string;
  readonly method: AnyAuthMethod;
}

/** The key that is kept for the host; the keys of the agent, those that are also named as files first; then the files. */
export async function credentialsFor(destination: Destination, askPassphrase?: AskPassphrase): Promise<Credentials> {
  const { user: username, agentSocket, identityFiles } = destination;
  const kept = destination.keptKey === undefined ? undefined : await openKeptKey(destination.keptKey);
  const listed = agentSocket === undefined ? [] : await agentKeys(agentSocket);
  const held = typeof listed === "string" ? [] : listed;
  const named = await Promise.all(identityFiles.map(async (file) => ({ file, blob: await publicHalf(file) })));
  const isHeld = (blob: Buffer | undefined): boolean => blob !== undefined && held.some((key) => key.blob.equals(blob));
  // What the agent holds needs no file and no passphrase.
  const files: Identity[] = [];
  for (const { file, blob } of named) if (!isHeld(blob)) files.push(await readIdentity(file, askPassphrase));

  const usable = files.flatMap((identity): Offer[] =>
    "key" in identity ? [{ say: identity.file, method: { type: "publickey", username, key: identity.key } }] : [],
  );
  const fromAgent = (key: AgentKey): Offer => ({
    say: `agent ${fingerprintOf(key.blob)}`,
    method: { type: "agent", username, agent: key.agent },
  });
  const isNamed = (key: AgentKey): boolean => named.some(({ blob }) => blob?.equals(key.blob) === true);
  const others = destination.identitiesOnly === true ? [] : held.filter((key) => !isNamed(key));
  const offers = [
    ...(kept !== undefined && "key" in kept
      ? [{ say: `the key kept in Culprit`, method: { type: "publickey", username, key: kept.key } } as const]
      : []),
    ...held.filter(isNamed).map(fromAgent),
    ...others.slice(0, usable.length > 0 ? MOST_AGENT_KEYS_BEFORE_FILES : MOST_KEYS).map(fromAgent),
    ...usable,
  ].slice(0, MOST_KEYS);
  const notes = [
    ...(kept !== undefined && "problem" in kept ? [kept.problem] : []),
    ...(typeof listed === "string" ? [listed] : []),
    ...files.flatMap((one) => ("problem" in one ? [one.problem] : [])),
  ];
  return inTurn(offers, notes);
}

function inTurn(offers: readonly Offer[], notes: readonly string[]): Credentials {
  const tried: string[] = [];
  return {
    next: () => {
      const offer = offers[tried.length];
      if (!offer) return false;
      tried.push(offer.say);
      return offer.method;
    },
    tried,
    notes,
    empty: offers.length === 0,
  };
}

/** The public key beside a private one, to recognise it in the agent. */
async function publicHalf(file: string): Promise<Buffer | undefined> {
  try {
    const parsed: unknown = ssh2.utils.parseKey(await readFile(`${file}.pub`));
    const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    if (typeof key !== "object" || key === null || !("getPublicSSH" in key) || typeof key.getPublicSSH !== "function") return undefined;
    const blob: unknown = key.getPublicSSH();
    return Buffer.isBuffer(blob) ? blob : undefined;
  } catch (error) {
    // No public half, or one we may not read: the agent's copy is then just not recognised.
    if (errorCode(error) !== undefined) return undefined;
    throw error;
  }
}
