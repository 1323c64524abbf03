import { Brand } from "../frame/Brand.tsx";
import styles from "./access.module.css";

/** A page before one is in: the brand, one thing to do, nothing beside it. */
export function Alone({ title, children }: { readonly title: string; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <div className={styles.alone}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <Brand />
          Culprit
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </div>
  );
}
