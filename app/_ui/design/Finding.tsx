import { Button, ButtonLink } from "../atoms/Button.tsx";
import { Empty, Skeleton } from "../atoms/Place.tsx";
import { ExportMenu } from "../history/ExportMenu.tsx";
import { FilterRow } from "../history/FilterRow.tsx";
import { HistoryTable } from "../history/HistoryTable.tsx";
import { SearchField } from "../history/SearchField.tsx";
import { Selection } from "../history/Selection.tsx";
import { Views } from "../history/Views.tsx";
import insights from "../insights/insights.module.css";
import { RangeForm } from "../insights/RangeForm.tsx";
import { Section } from "../insights/Section.tsx";
import { InvestigationLinks } from "../lists/InvestigationLinks.tsx";
import styles from "./design.module.css";
import { ITEMS } from "./Lists.tsx";
import { Sample } from "./Sample.tsx";
import { pressing, Still } from "./Still.tsx";

const PEOPLE = [
  { id: "ines", name: "Ines Aydin" },
  { id: "ben", name: "Ben Okafor" },
];
const ROW = {
  types: [
    { id: "small-packet-loss", title: "A small share of the packets is lost" },
    { id: "large-packets-vanish", title: "Large packets vanish" },
  ],
  people: PEOPLE,
  causes: ["backlogOverflow", "conntrackFull"],
  names: { ...Object.fromEntries(PEOPLE.map(({ id, name }) => [id, name])), "design-1": "INV-7" },
};
const ALL = {
  ...{ q: "qdisc", type: "small-packet-loss", outcome: "established", cause: "backlogOverflow", host: "net-2", by: "ines" },
  ...{ signed: "no", since: "2026-10-01", until: "2026-11-01", status: "open", held: "ben", watch: "design-1" },
};
const SAVED = [
  { id: "design-1", name: "Unsigned of last month", query: "signed=no&since=2026-10-01" },
  { id: "design-2", name: "A view with a name that is longer than its place in the row", query: "cause=backlogOverflow" },
];
const VIEWS = { saved: SAVED, me: "ines", keeps: true, alone: false };
const WHY = {
  "design-5": [
    { where: "title", parts: ["Loss to ", "tenant", " routers"] },
    { where: "output of softnet", parts: ["… 00000000 ", "tenant", " 000012af …"] },
  ],
  "design-6": [{ where: "host", parts: [] }],
};

const ENDS = [
  { end: "backlogOverflow", count: 17 },
  { end: "symptomAbsent", count: 1 },
  { end: "undetermined", count: 1 },
  { end: "running", count: 1 },
];
const asWatch = (item: (typeof ITEMS)[number]): (typeof ITEMS)[number] => ({ ...item, ends: ENDS });

const marks =
  (n: number) =>
  (root: HTMLElement): void =>
    [...root.querySelectorAll<HTMLElement>("[type=checkbox]")].slice(0, n).forEach((box) => box.click());

/** Looking for what was investigated, and what it came to together. */
export function Finding(): React.JSX.Element {
  const [first, second] = ITEMS;
  return (
    <>
      <h2>History</h2>
      <Sample title="search: empty, and looked for">
        <SearchField filters={{}} />
        <SearchField filters={{ q: "packets qdisc" }} />
      </Sample>
      <Sample title="export: of what matches; of nothing">
        <div className={styles.row}>
          <ExportMenu query="cause=backlogOverflow" empty={false} />
          <ExportMenu query="q=xylophone" empty />
        </div>
      </Sample>
      <Sample title="views: all, one that was saved, one that can be saved, being saved">
        <Still>
          <Views filters={{}} {...VIEWS} />
        </Still>
        <Still>
          <Views filters={{ signed: "no", since: "2026-10-01" }} {...VIEWS} />
        </Still>
        <Still>
          <Views filters={{ host: "net-2" }} {...VIEWS} />
        </Still>
        <Still bring={pressing("Save view")}>
          <Views filters={{ host: "net-2" }} {...VIEWS} saved={[]} alone />
        </Still>
      </Sample>
      <Sample title="filters: none, all, and the form">
        <FilterRow filters={{}} {...ROW} />
        <FilterRow filters={ALL} {...ROW} />
        <Still bring={pressing("Filter")}>
          <FilterRow filters={{ outcome: "established" }} {...ROW} />
        </Still>
      </Sample>
      <Sample title="rows">
        <HistoryTable items={ITEMS} why={{}} filters={{}} />
      </Sample>
      <Sample title="rows, one of them a whole watch">
        <HistoryTable items={[...ITEMS.slice(0, 1).map(asWatch), ...ITEMS.slice(5, 6)]} why={{}} filters={{}} />
      </Sample>
      <Sample title="rows, found by words">
        <HistoryTable items={ITEMS.slice(5, 7)} why={WHY} filters={{}} />
      </Sample>
      <Sample title="rows, selected">
        <Still bring={marks(2)}>
          <HistoryTable items={ITEMS.slice(5, 8)} why={{}} filters={{}} />
        </Still>
      </Sample>
      <Sample title="selection of one, of two, of many">
        {[1, 2, ITEMS.length].map((n) => (
          <div key={n}>
            <Selection items={ITEMS.slice(0, n)} onClear={() => undefined} />
          </div>
        ))}
      </Sample>
      <Sample title="empty, loading, could not be read">
        <Empty
          title="No investigation matches these filters."
          acts={
            <ButtonLink small href="/history">
              Clear all
            </ButtonLink>
          }
        />
        <Skeleton rows={3} />
        <Empty title="This page could not be made." acts={<Button small>Try again</Button>}>
          The server does not answer.
        </Empty>
      </Sample>
      <h2>Start page and insights</h2>
      <Sample title="recent investigations">
        <InvestigationLinks items={first === undefined || second === undefined ? [] : [first, second, ...ITEMS.slice(5, 9)]} />
      </Sample>
      <Sample title="range of the insights">
        <RangeForm range="90" type="" types={ROW.types} />
      </Sample>
      <Sample title="a section with its table; without">
        <div className={insights.sections}>
          <Section
            title="Overrides by people"
            about="What a lead signed off otherwise."
            table={{ head: ["cause", "times"], rows: [["backlogOverflow", 2]] }}
          >
            <p>2 of 41 verdicts were overruled.</p>
          </Section>

          <Section title="Hosts that come back" about="More than one verdict named them.">
            <Empty title="No host came back." />
          </Section>
        </div>
      </Sample>
    </>
  );
}
