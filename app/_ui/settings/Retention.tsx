"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { RetentionPage } from "#server/read/settings.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { When } from "../atoms/Time.tsx";
import { SureButton } from "../atoms/SureButton.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import styles from "./settings.module.css";

const plural = (n: number, one: string): string => `${n.toLocaleString("en-GB")} ${one}${n === 1 ? "" : "s"}`;
const size = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

type Some = Pick<RetentionPage["kept"], "outputs" | "pictures">;
const none = ({ outputs, pictures }: Some): boolean => outputs + pictures === 0;
const said = ({ outputs, pictures }: Some): string =>
  pictures === 0 ? plural(outputs, "output") : `${plural(outputs, "output")} and ${plural(pictures, "picture")} of notes`;

/** The rule, and what it would take away now. */
export function Retention({ rule, asked, wouldRemove, kept }: RetentionPage): React.JSX.Element {
  const router = useRouter();
  const [days, setDays] = useState(String(asked));
  const [sure, setSure] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const number = Number(days);
  const fits = Number.isInteger(number) && number >= 1 && number <= 36_500;
  const set = async (to: number | null): Promise<void> => {
    const sent = await send("/api/v1/hosts", { do: "setRetention", days: to });
    setWrong(sent.ok ? null : sent.message);
    if (sent.ok)
      toast(to === null ? "Outputs are kept as long as the database." : `Outputs are removed after ${plural(to, "day")}, within the hour.`);
    router.refresh();
  };
  const remove = async (): Promise<void> => {
    if (!sure) return setSure(true);
    setSure(false);
    const sent = await send("/api/v1/hosts", { do: "removeOutputs", olderThanDays: asked });
    setWrong(sent.ok ? null : sent.message);
    if (sent.ok) toast(`${said(wouldRemove)} removed.`);
    router.refresh();
  };
  return (
    <>
      <dl className={styles.facts}>
        <dt>The rule</dt>
        <dd>
          {rule === null
            ? "Outputs are kept as long as the database."
            : `Outputs are removed ${plural(rule.days, "day")} after their investigation ended.`}
          <p>
            {rule === null ? null : rule.by === null ? (
              "CULPRIT_KEEP_OUTPUT_DAYS says so where the server is started; it counts above what is set here."
            ) : (
              <>
                Set by {rule.by}, <When at={rule.at ?? ""} />. The server looks every hour.
              </>
            )}
          </p>
        </dd>
        <dt>Kept now</dt>
        <dd>
          {none(kept)
            ? "No output of an investigation that ended."
            : `${said(kept)} of ${plural(kept.investigations, "investigation")} that ended, ${size(kept.bytes)} as stored.`}
        </dd>
        <dt>Older than {plural(asked, "day")}</dt>
        <dd>
          {none(wouldRemove)
            ? "Nothing would be removed now."
            : `${said(wouldRemove)} of ${plural(wouldRemove.investigations, "investigation")}, ${size(wouldRemove.bytes)}, would be removed now.`}
        </dd>
      </dl>
      <h2>Another number of days</h2>
      <Form className={styles.line} onSend={() => (fits ? router.push(`/settings/retention?days=${number}`) : undefined)}>
        <label>
          Days after the end
          <input
            className={styles.number}
            inputMode="numeric"
            value={days}
            aria-invalid={!fits}
            onChange={(event) => setDays(event.target.value)}
          />
        </label>
        <Button type="submit" disabled={!fits}>
          See what it would remove
        </Button>
        {rule?.by === null ? null : (
          // The server looks every hour: what is older then goes, and does not come back.
          <SureButton disabled={!fits} sure={`Really remove after ${plural(number, "day")}`} onSure={() => void set(number)}>
            Make it the rule
          </SureButton>
        )}
        {rule === null || rule.by === null ? null : (
          <Button look="quiet" onClick={() => void set(null)}>
            Keep outputs without end
          </Button>
        )}
      </Form>
      {fits ? null : <p className={styles.wrong}>A whole number from 1 to 36,500.</p>}
      <h2>Remove now</h2>
      <p className={styles.lead}>This cannot be undone. It is recorded, and told in the log of each investigation.</p>
      <Button look="stop" disabled={none(wouldRemove)} onBlur={() => setSure(false)} onClick={() => void remove()}>
        {sure ? `Really remove ${said(wouldRemove)}` : `Remove what is older than ${plural(asked, "day")}`}
      </Button>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </>
  );
}
