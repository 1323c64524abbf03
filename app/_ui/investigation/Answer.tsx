import { X } from "lucide-react";
import { Button } from "../atoms/Button.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./investigation.module.css";

/** What `/why` answers, until it is read. */
export function Answer({ say, onClose }: { readonly say: string; readonly onClose: () => void }): React.JSX.Element {
  return (
    <div className={styles.answer} role="status">
      <p>{say}</p>
      <Button look="quiet" small iconOnly aria-label="Close" onClick={onClose}>
        <X size={16} strokeWidth={STROKE} aria-hidden />
      </Button>
    </div>
  );
}
