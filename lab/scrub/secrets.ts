import { numbered } from "./numbered.ts";

/** The secret is the last group of each. */
const FORMS: readonly RegExp[] = [
  /()(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----)/g,
  /\b(auth_pass\s+)(\S+)/g,
  /\b((?:password|passwd|passphrase|secret|token|psk|api[_-]?key)["']?\s*[=:]\s*["']?)([^\s"',;&]+)/gi,
  /\b((?:Bearer|Basic)\s+)([\w.~+/=-]{8,})/g,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:)([^\s/@]+)(?=@)/gi,
];

/** Secrets become [secret 1] and following: the same one alike, so that it still shows where two places share one. */
export const scrubSecrets = (): ((text: string) => string) => {
  const replacement = numbered((n) => `[secret ${n}]`);
  return (text) =>
    FORMS.reduce(
      (now, form) => now.replaceAll(form, (_all, before: string, secret: string) => `${before}${known(secret, replacement)}`),
      text,
    );
};

/** What was replaced already is no secret of its own. */
const known = (secret: string, replacement: (secret: string) => string): string =>
  secret.startsWith("[secret") ? secret : replacement(secret);
