"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Empty } from "../atoms/Place.tsx";
import { Time } from "../atoms/Time.tsx";
import { toast } from "../atoms/toast.ts";
import { STROKE } from "../atoms/Words.tsx";
import { send } from "../investigation/send.ts";
import styles from "./lists.module.css";

export interface KeyItem {
  readonly address: string;
  readonly port: number;
  readonly algorithm: string;
  readonly fingerprint: string;
  readonly approvedBy: string;
  readonly approvedAt: string;
}

/** Which host keys were approved, by whom, when. Forgetting one makes Culprit ask again. */
export function KeyList({ keys }: { readonly keys: readonly KeyItem[] }): React.JSX.Element {
  const router = useRouter();
  const [asked, setAsked] = useState<string | null>(null);
  const forget = async ({ address, port, fingerprint }: KeyItem): Promise<void> => {
    if (asked !== fingerprint) return setAsked(fingerprint);
    const sent = await send("/api/v1/host-keys", { do: "forgetKey", address, port });
    setAsked(null);
    if (!sent.ok) return toast(sent.message, "wrong");
    toast(`The keys of ${address} are forgotten; the next connection asks.`);
    router.refresh();
  };
  if (keys.length === 0)
    return (
      <Empty title="No host key was approved yet.">
        Culprit shows the fingerprint of a new host and waits for a person. Keys of your own known_hosts count as approved.
      </Empty>
    );
  return (
    <div className={styles.wrap}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>address</th>
            <th>fingerprint</th>
            <th>approved by</th>
            <th className="number">when</th>
            <th>
              <span className="visually-hidden">forget</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={`${key.address}:${key.port} ${key.algorithm}`}>
              <td>
                <code>
                  {key.address}:{key.port}
                </code>
              </td>
              <td className={styles.print}>
                {key.algorithm} {key.fingerprint}
              </td>
              <td className={styles.optional}>{key.approvedBy}</td>
              <td className={`number ${styles.optional}`}>
                <Time at={key.approvedAt} as="full" />
              </td>
              <td className="number">
                <Button
                  small
                  look={asked === key.fingerprint ? "stop" : "quiet"}
                  aria-label={`Forget the keys of ${key.address}`}
                  onBlur={() => setAsked(null)}
                  onClick={() => void forget(key)}
                >
                  <Trash2 size={16} strokeWidth={STROKE} aria-hidden />
                  {asked === key.fingerprint ? "Really forget" : null}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
