import { isUnknown, type Value } from "#machines/contract/value.ts";
import { formatNumber } from "#machines/explain/number.ts";
import type { PathView } from "#machines/journal/path.ts";

/** The path as a table: a row for each place, a column for each direction that was counted. */
export function PathTable({ view: { hops, legs } }: { readonly view: PathView }): React.JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">host</th>
          <th scope="col">place</th>
          <th scope="col">kind</th>
          <th scope="col" className="number">
            MTU
          </th>
          <th scope="col">moved</th>
          {legs.map(({ title }) => (
            <th key={title} scope="col" className="number">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hops.map((hop, column) => (
          <tr key={hop.id}>
            <td>{hop.host}</td>
            <td>
              <code>{hop.namespace === null ? hop.link : `${hop.namespace}/${hop.link}`}</code>
            </td>
            <td>{hop.kind}</td>
            <td className="number">{cell(hop.mtu)}</td>
            <td>{hop.counters.map(({ field, change }) => `${field} +${formatNumber(change)}`).join(", ")}</td>
            {legs.map((leg) => (
              <td key={leg.title} className="number">
                {cell(leg.points.find((point) => point.column === column)?.seen ?? null)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const cell = (value: Value | null): string =>
  value === null ? "" : isUnknown(value) ? `unknown: ${value.unknown}` : typeof value === "number" ? formatNumber(value) : String(value);
