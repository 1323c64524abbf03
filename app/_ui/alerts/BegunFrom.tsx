import type { BegunFrom } from "#machines/journal/alert.ts";
import { Time } from "../atoms/Time.tsx";
import { visible } from "../command/visible.ts";
import styles from "./alerts.module.css";

/** The alert that an investigation began from, as it was handed in. All of it came from outside. */
export function BegunFromAlert({ alert }: { readonly alert: BegunFrom }): React.JSX.Element {
  const { name, startsAt, labels, annotations, generatorUrl, same } = alert;
  const said = annotations["summary"] ?? annotations["description"];
  return (
    <section className={styles.begun} aria-label="The alert that it began from">
      <p>
        Began from the alert <b>{visible(name)}</b>, firing since <Time at={startsAt} as="full" />
        {same > 1 ? `, with ${same - 1} more of its name` : ""}.{said === undefined ? "" : ` ${visible(said)}`}
      </p>
      <details>
        <summary>Labels and annotations</summary>
        <dl>
          {[...sorted(labels), ...sorted(annotations)].map(([key, value], n) => (
            <div key={n}>
              <dt>{visible(key)}</dt>
              <dd>{value.split("\n").map(visible).join("\n")}</dd>
            </div>
          ))}
          {generatorUrl === "" ? null : (
            <div>
              <dt>Where it comes from</dt>
              <dd>
                <Outside url={generatorUrl} />
              </dd>
            </div>
          )}
        </dl>
      </details>
    </section>
  );
}

const sorted = (pairs: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(pairs).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** A link only where a browser would open a page, and nothing of this one goes along. */
function Outside({ url }: { readonly url: string }): React.JSX.Element {
  const isPage = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return isPage ? (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {visible(url)}
    </a>
  ) : (
    <code>{visible(url)}</code>
  );
}
