import type { Hypothesis, InstanceStanding } from "../contract/index.ts";
import { listOf } from "./number.ts";

/** What only names the object, and says nothing while there is none: ": {object}." and " ({object})". */
const ONLY_NAMES = / \(\{object\}\)|: \{object\}(?=[.,])/g;

/** The claim with `{host}` and `{object}` filled in: the name and the guilty row, or the honest indefinite. */
export function sayClaim(
  hypothesis: Hypothesis,
  { host, object }: { readonly host: string | undefined; readonly object: string | undefined },
): string {
  const nameless = object === undefined && kindOf(hypothesis) === "" && hypothesis.object?.some === undefined;
  const claim = nameless ? hypothesis.claim.replaceAll(ONLY_NAMES, "") : hypothesis.claim;
  const said = claim.replaceAll("{host}", () => host ?? "a host").replaceAll("{object}", () => sayObject(hypothesis, object));
  // A host's or an interface's name at the start keeps its own case.
  const named = claim.startsWith("{host}") ? host : claim.startsWith("{object}") ? object : said;
  return named === undefined ? said.charAt(0).toUpperCase() + said.slice(1) : said;
}

/** For several hosts at once: "client1, server1 or gw refuses ..." */
export const sayClaimOfEither = (hypothesis: Hypothesis, hosts: readonly string[]): string =>
  sayClaim(hypothesis, { host: hosts.length < 2 ? hosts[0] : `${hosts.slice(0, -1).join(", ")} or ${hosts.at(-1)}`, object: undefined });

/** "CPU 3", or "some CPU" while the row is not known. */
export function sayObject({ object }: Pick<Hypothesis, "object">, key: string | undefined): string {
  const say = object?.say ?? "";
  if (key !== undefined) return say.includes("{key}") ? say.replaceAll("{key}", () => key) : `${say} ${key}`.trim();
  if (object?.some !== undefined) return object.some;
  const kind = kindOf({ object });
  return kind === "" ? "something" : `some ${kind}`;
}

/** "CPU 3 and CPU 1": rows that share what is missing. */
export const sayObjects = (hypothesis: Hypothesis, keys: readonly string[]): string =>
  listOf(keys.map((key) => sayObject(hypothesis, key)));

/** "CPU" of "CPU {key}"; empty where the row's own name says it all. */
const kindOf = ({ object }: { readonly object?: Hypothesis["object"] | undefined }): string =>
  (object?.say ?? "").replaceAll("{key}", "").replaceAll(/\s+/g, " ").trim();

/** As the board counts them: what four hosts could have is one. */
export const countHypotheses = (standings: readonly Pick<InstanceStanding, "hypothesis">[]): number =>
  new Set(standings.map(({ hypothesis }) => hypothesis)).size;
