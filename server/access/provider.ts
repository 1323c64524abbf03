import * as oidc from "openid-client";
import type { Provider } from "./entry.ts";

/** What a browser keeps while it is at the provider, in a cookie of its own; it comes back with the answer or the answer counts for nothing. */
export interface Trip {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly to: string;
}

/** Who somebody is, as the provider says it. */
export interface Proven {
  readonly issuer: string;
  readonly subject: string;
  /** An address of mail that the provider has verified; null for none. */
  readonly email: string | null;
}

const known = new Map<string, Promise<oidc.Configuration>>();

/** Asked once; again after a failure, so that a provider that was away at the start is found later. */
function configurationOf({ issuer, clientId, secret }: Provider): Promise<oidc.Configuration> {
  const key = `${issuer} ${clientId}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const url = new URL(issuer);
  const isHere = url.protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  const authentication = secret === null ? oidc.None() : oidc.ClientSecretBasic(secret);
  const asked = oidc.discovery(url, clientId, secret === null ? {} : { client_secret: secret }, authentication, {
    timeout: 10,
    ...(isHere ? { execute: [oidc.allowInsecureRequests] } : {}),
  });
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}

export async function beginTrip(
  provider: Provider,
  redirectUri: string,
  to: string,
): Promise<{ readonly url: string; readonly trip: Trip }> {
  const configuration = await configurationOf(provider);
  const trip = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), to };
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: "openid email",
    state: trip.state,
    nonce: trip.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(trip.verifier),
    code_challenge_method: "S256",
  });
  return { url: url.href, trip };
}

/** @throws Error when the answer is not the one to this trip, or the provider does not stand to it */
export async function endTrip(provider: Provider, url: URL, trip: Trip): Promise<Proven> {
  const configuration = await configurationOf(provider);
  const tokens = await oidc.authorizationCodeGrant(configuration, url, {
    expectedState: trip.state,
    expectedNonce: trip.nonce,
    pkceCodeVerifier: trip.verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error("the provider sent no identity");
  const told = claims["email"] === undefined ? await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub) : claims;
  const email = told["email_verified"] === true && typeof told["email"] === "string" ? told["email"].toLowerCase() : null;
  return { issuer: claims.iss, subject: claims.sub, email };
}
