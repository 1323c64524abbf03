import { Advised } from "./Advised.tsx";
import styles from "./advised.module.css";

/** What a person types on the host, to be copied with one press: a command that wraps on a phone is not typed from the screen. */
export function ByHand({ command }: { readonly command: string }): React.JSX.Element {
  return (
    <span className={styles.hand}>
      By hand: <Advised parts={[{ text: command, code: true }]} />
    </span>
  );
}
