import { readFileSync } from "node:fs";
import type { Provider } from "#server/access/entry.ts";
import { Usage } from "./exit.ts";

/** The identity provider that the environment names; null for none. @throws Usage */
export function providerFrom(env: NodeJS.ProcessEnv): Provider | null {
  const [issuer, clientId, file] = [env["CULPRIT_OIDC_ISSUER"], env["CULPRIT_OIDC_CLIENT_ID"], env["CULPRIT_OIDC_SECRET_FILE"]];
  if (issuer === undefined || issuer === "") return null;
  if (!URL.canParse(issuer) || !/^https?:$/.test(new URL(issuer).protocol))
    throw new Usage(`CULPRIT_OIDC_ISSUER=${issuer}: the address of an OpenID provider, as https://login.example.net.`);
  if (clientId === undefined || clientId === "")
    throw new Usage("CULPRIT_OIDC_CLIENT_ID is missing: the provider gives it when Culprit is registered there.");
  const name = env["CULPRIT_OIDC_NAME"] ?? new URL(issuer).hostname;
  return { issuer, clientId, secret: file === undefined || file === "" ? null : readSecret(file), name };
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new Usage(`CULPRIT_OIDC_SECRET_FILE: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
