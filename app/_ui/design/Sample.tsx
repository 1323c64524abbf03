import styles from "./design.module.css";

/** A component under the name of its state. */
export function Sample({ title, children }: { readonly title: string; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <section className={styles.sample}>
      <h3>{title}</h3>
      <div>{children}</div>
    </section>
  );
}
