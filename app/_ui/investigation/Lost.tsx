import { Unplug } from "lucide-react";
import { Banner } from "../atoms/Place.tsx";
import { Button } from "../atoms/Button.tsx";
import { useNow } from "../atoms/Time.tsx";
import { minuteWords } from "../atoms/format.ts";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./investigation.module.css";

/** The connection is away: since when, and where the page goes on. */
export function Lost({
  at,
  next,
  over,
  onRetry,
}: {
  readonly at: number;
  readonly next: number;
  readonly over: boolean;
  readonly onRetry: () => void;
}): React.JSX.Element {
  const now = useNow(true);
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  return (
    <div className={styles.banner}>
      <Banner
        live
        icon={<Unplug size={16} strokeWidth={STROKE} aria-hidden />}
        act={
          <Button small onClick={onRetry}>
            Retry now
          </Button>
        }
      >
        <p>
          <b>Connection lost {minuteWords(seconds)} ago.</b> {over ? "" : "Collection goes on. "}This page continues at event {next}.
        </p>
      </Banner>
    </div>
  );
}
