import Link from "next/link";
import { Avatar } from "../atoms/Chip.tsx";
import styles from "./frame.module.css";

export interface Me {
  readonly name: string;
  readonly login: string;
  readonly administers: boolean;
}

/** Who is signed in, and the way to their account. */
export function Who({ me, current }: { readonly me: Me; readonly current: boolean }): React.JSX.Element {
  return (
    <Link href="/settings/account" className={styles.me} aria-label={`Account of ${me.name}`} aria-current={current ? "page" : undefined}>
      <Avatar name={me.name} />
      <span>{me.name}</span>
    </Link>
  );
}
