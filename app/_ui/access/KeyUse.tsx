import type { KeyItem } from "#server/read/people.ts";
import { Time, When } from "../atoms/Time.tsx";

/** What a program's key may, until when, and whether it is still used. */
export function KeyUse({ of }: { readonly of: Pick<KeyItem, "rights" | "expired" | "expiresAt" | "usedAt"> }): React.JSX.Element {
  return (
    <p>
      {of.rights.includes("deliver") ? "hands in alerts" : ["read", ...of.rights].join(", ")}; {of.expired ? "expired " : "until "}
      <Time at={of.expiresAt} as="full" />
      {of.usedAt === null ? (
        ", never used"
      ) : (
        <>
          , last used <When at={of.usedAt} />
        </>
      )}
    </p>
  );
}
