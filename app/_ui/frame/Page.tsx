import styles from "./frame.module.css";

export function Page({
  title,
  beside,
  children,
}: {
  readonly title: string;
  readonly beside?: React.ReactNode;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <div className={styles.page}>
      <header className={styles.pageHead}>
        <h1>{title}</h1>
        {beside}
      </header>
      {children}
    </div>
  );
}
