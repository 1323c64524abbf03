import type { Chart } from "#machines/journal/chart.ts";
import type { Way } from "#machines/journal/way.ts";
import { PHASE_WORDS, visitOf, visitWords } from "./words.ts";

/** The statechart as a table: a row for each test, in the drawing's order. */
export function StatechartTable({ chart, way }: { readonly chart: Chart; readonly way: Way | null }): React.JSX.Element {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">phase</th>
          <th scope="col">test</th>
          <th scope="col">what</th>
          <th scope="col">{way === null ? "costs" : "stands"}</th>
          {way === null ? null : <th scope="col">rounds</th>}
        </tr>
      </thead>
      <tbody>
        {chart.phases.flatMap(({ phase, tests }) =>
          tests.map((test) => {
            const visit = visitOf(way, test.test);
            return (
              <tr key={test.test}>
                <td>{PHASE_WORDS[phase]}</td>
                <td>
                  {visit === null || visit.seq === null ? (
                    <code>{test.test}</code>
                  ) : (
                    <a href={`#e${visit.seq}`}>
                      <code>{test.test}</code>
                    </a>
                  )}
                </td>
                <td>{test.title}</td>
                <td>{visitWords(visit, test)}</td>
                {way === null ? null : <td>{visit?.rounds.join(", ") ?? ""}</td>}
              </tr>
            );
          }),
        )}
      </tbody>
    </table>
  );
}
