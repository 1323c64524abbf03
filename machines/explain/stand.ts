import { isUnknown, type InstanceStanding } from "../contract/index.ts";
import { formatNumber } from "./number.ts";

/** Why a hypothesis that was not named still stands, without its full stop; the same words for all hosts where it stands for the same reason. */
export function sayStands({ standing, evidence, accountsFor }: InstanceStanding): string {
  if (standing === "supported") return "It is supported, too";
  if (accountsFor?.fit === "more")
    return `It counted ${formatNumber(accountsFor.counted)} where ${formatNumber(accountsFor.missing)} are missing: it dropped others, and nothing says that it dropped these`;
  const unknown = evidence.find((each) => each.state === "unknown");
  if (unknown !== undefined) {
    const why = unknown.reason ?? (isUnknown(unknown.saw) ? unknown.saw.unknown : "it cannot be compared");
    return `What would refute it is not known (${unknown.test}): ${why}`;
  }
  return evidence.length === 0 ? "Nothing was collected that could refute it" : "Nothing refutes it, nothing shows it";
}
