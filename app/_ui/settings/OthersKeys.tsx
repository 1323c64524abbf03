"use client";

import { useRouter } from "next/navigation";
import type { KeyItem } from "#server/read/people.ts";
import { AfterRevoking } from "../access/AfterRevoking.tsx";
import { KeyUse } from "../access/KeyUse.tsx";
import { Empty } from "../atoms/Place.tsx";
import { SureButton } from "../atoms/SureButton.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import styles from "./settings.module.css";

/** Keys that others made, for those who administer: what they may, and whether they are used. */
export function OthersKeys({ keys }: { readonly keys: readonly (KeyItem & { readonly owner: string })[] }): React.JSX.Element {
  const router = useRouter();
  const revoke = async (id: string, name: string): Promise<void> => {
    const sent = await send("/api/v1/people", { do: "revokeAnyKey", key: id });
    toast(sent.ok ? `${name} is no longer valid.` : sent.message, sent.ok ? "done" : "wrong");
    router.refresh();
  };
  if (keys.length === 0) return <Empty title="Nobody else has a key." />;
  return (
    <>
      <p className={styles.lead}>
        <AfterRevoking />
      </p>
      <ul className={styles.rows}>
        {keys.map((key) => (
          <li key={key.id}>
            <div>
              <b>{key.name}</b> of {key.owner}
              <KeyUse of={key} />
            </div>
            <SureButton
              small
              sure="Really revoke"
              aria-label={`Revoke ${key.name} of ${key.owner}`}
              onSure={() => void revoke(key.id, key.name)}
            >
              Revoke
            </SureButton>
          </li>
        ))}
      </ul>
    </>
  );
}
