import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { PLACES } from "../frame/places.ts";
import { StopDialog } from "../investigation/StopDialog.tsx";
import { Help } from "../palette/Help.tsx";
import styles from "./design.module.css";
import { Sample } from "./Sample.tsx";

/** What stands above a page: each opens by its button. */
export function Dialogs(): React.JSX.Element {
  const [open, setOpen] = useState<"stop" | "keys" | null>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      <h2>Dialogs</h2>
      <Sample title="each opens by its button">
        <div className={styles.row}>
          <Button onClick={() => setOpen("stop")}>Stop an investigation</Button>
          <Button onClick={() => setOpen("keys")}>Keyboard</Button>
        </div>
      </Sample>
      {open === "stop" ? <StopDialog watch={false} onStop={() => Promise.resolve(true)} onClose={close} /> : null}
      {open === "keys" ? <Help places={PLACES} onClose={close} /> : null}
    </>
  );
}
