import { OctagonAlert } from "lucide-react";
import Link from "next/link";
import type { StuckChange } from "#server/read/stuck.ts";
import { Banner } from "../atoms/Place.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { ByHand } from "../conversation/ByHand.tsx";
import styles from "./stuck.module.css";

/** Changes of hosts that are not proven to be undone, in red, with what to type by hand. Nothing when there is none. */
export function StuckChanges({ changes }: { readonly changes: readonly StuckChange[] }): React.JSX.Element | null {
  if (changes.length === 0) return null;
  return (
    <section className={styles.stuck} aria-label="Changes that are not proven to be undone">
      {changes.map(({ investigation, number, host, address, title, before, after, undoLine }) => (
        <Banner
          key={`${investigation} ${title} ${host}`}
          tone="hardStop"
          icon={<OctagonAlert size={16} strokeWidth={STROKE} aria-hidden />}
        >
          <p>
            <b>{host}: not proven to be undone.</b> The {title} may be <code>{after}</code> instead of <code>{before}</code> on{" "}
            <code>{address}</code>. <Link href={`/investigations/${investigation}`}>INV-{number}</Link>
          </p>
          <ByHand command={undoLine} />
        </Banner>
      ))}
    </section>
  );
}
