import type { PathView } from "#machines/journal/path.ts";
import { foldedPath, foldsOf } from "./fold.ts";
import { Hops } from "./Hops.tsx";
import { LegRow } from "./LegRow.tsx";
import { placePath } from "./place.ts";
import { Sizes } from "./Sizes.tsx";
import { aboutOf, labelOf } from "./words.ts";
import styles from "./paper.module.css";

/** What is left of A4 between its margins, CSS px. */
const PAGE = 680;

/** The drawing of the case board as it stands on paper: as wide as the page at most, with what is folded named below. */
export function PathOnPaper({ view: all }: { readonly view: PathView }): React.JSX.Element {
  const view = foldedPath(all);
  const placed = placePath(view, PAGE);
  const { legs } = placed.rows;
  const folded = view.hops.filter((hop) => foldsOf(hop).length > 0);
  return (
    <section className={styles.path}>
      <h2>Path</h2>
      <figure>
        <svg viewBox={`0 0 ${placed.width} ${placed.height}`} style={{ maxWidth: placed.width }} role="img" aria-label={labelOf(all)}>
          <Hops view={view} placed={placed} />
          <Sizes view={view} placed={placed} />
          {view.legs.map((leg, index) => (
            <LegRow key={leg.title} leg={leg} placed={placed} y={legs[index]?.y ?? 0} wraps={legs[index]?.wraps ?? false} />
          ))}
        </svg>
        <figcaption>
          {aboutOf(all)}.
          {folded.map((hop) => (
            <span key={hop.id}>
              {" "}
              {hop.link} on {hop.host}:{" "}
              {foldsOf(hop)
                .map(({ link }) => link)
                .join(", ")}
              .
            </span>
          ))}
          {view.discovered
            ? ""
            : " Drawn from what was counted on each host: no layout was read, so the interfaces in between and their MTUs are not known."}
        </figcaption>
      </figure>
    </section>
  );
}
