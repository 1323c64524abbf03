import type { PathView } from "#machines/journal/path.ts";
import { PathDrawing } from "../path/PathDrawing.tsx";
import styles from "./design.module.css";
import { Sample } from "./Sample.tsx";

export interface WaysProps {
  /** Of recorded incidents. */
  readonly paths: readonly { readonly title: string; readonly view: PathView; readonly phone?: boolean }[];
}

/** The drawing of a path in every form, where that is another one as on a phone too. */
export function Ways({ paths }: WaysProps): React.JSX.Element {
  return (
    <>
      <h2>Paths</h2>
      {paths.map(({ title, view, phone = false }) => (
        <Sample key={title} title={title}>
          <div className={styles.panel}>
            <PathDrawing view={view} file="design-path" />
          </div>
          {phone ? (
            <div className={styles.phone}>
              <PathDrawing view={view} file="design-path" />
            </div>
          ) : null}
        </Sample>
      ))}
    </>
  );
}
