import { CopyButton } from "../atoms/CopyButton.tsx";
import styles from "./access.module.css";

/** A key that was just made: only its hash is kept, so nobody sees it again. */
export function MadeKey({ secret }: { readonly secret: string | null }): React.JSX.Element | null {
  if (secret === null) return null;
  return (
    <div className={styles.link} role="status">
      <p>This is the key. It is not shown again.</p>
      <div>
        <code>{secret}</code>
        <CopyButton text={secret} label="Copy the key" />
      </div>
    </div>
  );
}
