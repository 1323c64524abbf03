"use client";

import { PlugZap } from "lucide-react";
import type { Host } from "#server/door/inventory.ts";
import { Button } from "../atoms/Button.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { Checks } from "../start/Checks.tsx";
import { usePreflight } from "../start/usePreflight.ts";
import styles from "./hosts.module.css";

/** Whether the host can be reached, with which key, as whom and with which tools. Reads nothing about any incident. */
export function ConnectionTest({ host, mayTrust }: { readonly host: Host; readonly mayTrust: boolean }): React.JSX.Element {
  const preflight = usePreflight();
  const { name, address, port, user, netns } = host;
  const given = Object.fromEntries(Object.entries({ port, user, netns }).filter(([, value]) => value !== null));
  const test = (): void => void preflight.check([{ role: "host", name, address, ...given }]);
  return (
    <>
      <div className={styles.acts}>
        <Button disabled={preflight.running} onClick={test}>
          <PlugZap size={16} strokeWidth={STROKE} aria-hidden /> Test connection
        </Button>
        <span className="dim">Signs in once and looks for rights, tools and clock.</span>
      </div>
      {preflight.lines.length === 0 ? null : (
        <Checks hosts={[{ name, role: "" }]} lines={preflight.lines} running={preflight.running} mayTrust={mayTrust} onApproved={test} />
      )}
      {preflight.wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {preflight.wrong}
        </p>
      )}
    </>
  );
}
