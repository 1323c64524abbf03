import { clsx } from "clsx";
import styles from "./tabrow.module.css";

interface Props extends React.ComponentProps<"div"> {
  /** Of a row of links: then it is a landmark. */
  readonly links?: string;
}

/** A row of tabs or of links that scrolls where it has no room, and shows by an arrow that there is more beyond its edge. */
export function TabRow({ links, className, ...rest }: Props): React.JSX.Element {
  const Row = links === undefined ? "div" : "nav";
  return <Row aria-label={links} className={clsx(styles.row, className)} {...rest} />;
}
