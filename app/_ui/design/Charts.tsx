import { Bar, causeRows, CausesChart, TimesChart } from "../insights/Charts.tsx";
import { TestTable } from "../insights/TestTable.tsx";
import { Sample } from "./Sample.tsx";

const DAY_MS = 86_400_000;
const FIRST = Date.parse("2026-08-31T00:00:00Z");
const PERIODS = Array.from({ length: 12 }, (_, week) => new Date(FIRST + week * 7 * DAY_MS).toISOString().slice(0, 10));

const CAUSES = causeRows(
  ["backlogOverflow", "conntrackFull", "aCauseWithANameThatIsLongerThanItsColumn"].flatMap((cause, n) =>
    PERIODS.flatMap((at, week) => ((week + n) % (n + 2) === 0 ? [{ at, cause, count: ((week * 5) % 7) + 1 }] : [])),
  ),
  PERIODS,
);

const TIMES = PERIODS.map((at, week) => ({
  at,
  count: 9,
  undetermined: week % 2,
  medianSeconds: week === 4 ? null : 840 - week * 30,
  nineOfTenSeconds: week === 4 ? null : 2_900 - week * 90,
}));

const TESTS = [
  { runbook: "large-packets-vanish", test: "reproduction", ran: 21, changed: 20, named: 9 },
  { runbook: "small-packet-loss", test: "softnet", ran: 34, changed: 27, named: 0 },
  { runbook: "small-packet-loss", test: "kernelLog", ran: 41, changed: 0, named: 0 },
];

/** Charts of the insights: of weeks, of one week alone, of nothing. */
export function Charts(): React.JSX.Element {
  return (
    <>
      <h2>Charts</h2>
      <Sample title="causes over time">
        <CausesChart rows={CAUSES} periods={PERIODS} period="week" />
      </Sample>
      <Sample title="time to verdict">
        <TimesChart rows={TIMES} period="week" />
      </Sample>
      <Sample title="time to verdict, of one week">
        <TimesChart rows={TIMES.slice(0, 1)} period="week" />
      </Sample>
      <Sample title="share: all, a quarter, hardly any">
        {[1, 0.25, 0.001].map((share) => (
          <Bar key={share} share={share} />
        ))}
      </Sample>
      <Sample title="tests that decide; none">
        <TestTable tests={TESTS} />
        <TestTable tests={[]} />
      </Sample>
    </>
  );
}
