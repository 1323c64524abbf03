import type { Hypothesis } from "../contract/index.ts";
import { listOf } from "./number.ts";

/** The claim with `{host}` and `{object}` filled in: the name and the guilty row, or the honest indefinite. */
export function sayClaim(
  hypothesis: Hypothesis,
  { host, object }: { readonly host: string | undefined; readonly object: string | undefined },
): string {
  // ": something" says nothing: what only names the object is left out while there is none.
  const claim =
    kindOf(hypothesis) === "" && object === undefined ? hypothesis.claim.replaceAll(/: \{object\}(?=\.)/g, "") : hypothesis.claim;
  const said = claim.replaceAll("{host}", () => host ?? "a host").replaceAll("{object}", () => sayObject(hypothesis, object));
  // A host's or an interface's name at the start keeps its own case.
  return /^(some |something|a host)/.test(said) ? said.charAt(0).toUpperCase() + said.slice(1) : said;
}

/** "CPU 3", or "some CPU" while the row is not known. */
export function sayObject(hypothesis: Hypothesis, key: string | undefined): string {
  const say = hypothesis.object?.say ?? "";
  if (key !== undefined) return say.includes("{key}") ? say.replaceAll("{key}", () => key) : `${say} ${key}`.trim();
  const kind = kindOf(hypothesis);
  return kind === "" ? "something" : `some ${kind}`;
}

/** "CPU 3 and CPU 1": rows that share what is missing. */
export const sayObjects = (hypothesis: Hypothesis, keys: readonly string[]): string =>
  listOf(keys.map((key) => sayObject(hypothesis, key)));

/** "CPU" of "CPU {key}"; empty where the row's own name says it all. */
const kindOf = ({ object }: Hypothesis): string => (object?.say ?? "").replaceAll("{key}", "").replaceAll(/\s+/g, " ").trim();
