/** An OpenID provider where people sign in. */
export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, with PKCE alone. */
  readonly secret: string | null;
  /** What people call it. */
  readonly name: string;
}

/** How people come in, as `culprit serve` was told. */
export interface Entry {
  /** Accounts are needed; without, whoever connects owns the machine. */
  readonly accounts: boolean;
  /** Scheme, name and port as people type them. */
  readonly origin: string;
  readonly provider?: Provider;
}

const KEY = Symbol.for("culprit.entry");
type Holder = typeof globalThis & { [KEY]?: Entry };

/** Bundled pages are separate modules; what holds for the whole process hangs on the global object. */
export function setEntry(entry: Entry): void {
  (globalThis as Holder)[KEY] = entry;
}

/** @throws Error when nobody said: then nobody comes in */
export function entry(): Entry {
  const told = (globalThis as Holder)[KEY];
  if (told === undefined) throw new Error("Nobody said who may come in: pages are served by `culprit serve`, which says it.");
  return told;
}
