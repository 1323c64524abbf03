import type { Board } from "#machines/journal/board.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Message } from "#machines/journal/message.ts";
import { Button } from "../atoms/Button.tsx";
import { toast } from "../atoms/toast.ts";
import { Answer } from "../investigation/Answer.tsx";
import { Dock } from "../investigation/Dock.tsx";
import investigation from "../investigation/investigation.module.css";
import { Header } from "../investigation/Header.tsx";
import { RedChanges } from "../investigation/RedChanges.tsx";
import { TitleField } from "../investigation/TitleField.tsx";
import { WatchBar } from "../investigation/WatchBar.tsx";
import type { ChangesProps } from "./Changes.tsx";
import styles from "./design.module.css";
import { Sample } from "./Sample.tsx";
import { Still } from "./Still.tsx";

export interface HeadsProps extends ChangesProps {
  readonly states: readonly { readonly board: Board; readonly events: readonly InvestigationEvent[] }[];
  /** Of the one that runs. */
  readonly messages: readonly Message[];
}

const AT = "2026-11-21T02:14:22.000Z";
const PEOPLE = ["Ines Aydin", "Ben Okafor", "Lea Roux", "Tom Ito", "Mia Berg", "Ola Lund"].map((name) => ({ id: name, name }));
const LONG = "A title that somebody pasted from a ticket and that goes on for longer than any head of a page has room for";
const MEMBERS = [1, 2, 3].map((event) => ({
  ...{ id: `design-${event}`, number: 300 + event, event, at: AT, title: `Event ${event} of this watch.` },
  say: event === 3 ? "collects the first round" : "conntrackFull on gw-1",
}));

const nothing = (): void => undefined;
const done = (): Promise<boolean> => Promise.resolve(true);

/** What stands above an investigation, as it goes. */
export function Heads({ states, ended, changes, messages }: HeadsProps): React.JSX.Element | null {
  const over = states[0]?.board;
  const now = states[1]?.board;
  const [first] = states[0]?.events ?? [];
  if (over === undefined || now === undefined || first?.type !== "started") return null;
  const HEADS: readonly (Partial<React.ComponentProps<typeof Header>> & { readonly title: string })[] = [
    { title: "running", board: now },
    { title: "running, with others on the page", board: now, present: PEOPLE.slice(0, 3) },
    { title: "running, long title, many people", board: { ...now, title: LONG }, present: PEOPLE },
    { title: "waits for the reader", board: { ...now, status: "waiting" }, asking: [{ seq: 12 }] },
    { title: "waits for somebody else", board: { ...now, status: "waiting", heldBy: "Ben Okafor" }, yours: false },
    { title: "paused", board: { ...now, status: "paused" } },
    { title: "handed over", board: { ...now, heldBy: "Ben Okafor" }, present: PEOPLE.slice(0, 2) },
    { title: "connection lost", board: now, lost: true },
    { title: "running, no permission", board: now, steers: false, onHandOver: undefined, onAddHost: undefined },
    { title: "stopped", board: { ...over, status: "stopped", verdict: null }, steers: false, onAddHost: undefined },
    { title: "finished", board: over, steers: false, onAddHost: undefined },
  ];
  const changed = [...ended.filter(({ type }) => type !== "imported"), ...(changes["stuck"] ?? [])];
  return (
    <>
      <h2>Head of an investigation</h2>
      {HEADS.map(({ title, ...more }) => (
        <Sample key={title} title={title}>
          <Header
            {...{
              id: "design",
              number: 201,
              runbook: first.runbook,
              board: now,
              lost: false,
              asking: [],
              yours: true,
              steers: true,
              present: [],
            }}
            {...{ onQuestion: nothing, onRename: done, onPause: nothing, onResume: nothing, onStop: nothing, onHandOver: nothing }}
            onAddHost={nothing}
            {...more}
          />
        </Sample>
      ))}
      <Sample title="title, being changed">
        <Still>
          <h1 className={investigation.title}>
            <TitleField title="Loss to tenant routers" onRename={done} onClose={nothing} />
          </h1>
        </Still>
      </Sample>
      {[true, false].map((goesOn) => (
        <Sample key={String(goesOn)} title={goesOn ? "part of a watch that goes on" : "part of a watch that ended"}>
          <WatchBar
            id="design-2"
            watch={{ say: "3 events: 2 conntrackFull on gw-1.", stands: goesOn ? "It goes on." : "It ended.", goesOn, members: MEMBERS }}
            events={[]}
            onStop={nothing}
          />
        </Sample>
      ))}
      <Sample title="a change that may be on a host">
        <RedChanges events={changed.map((event, at) => ({ at: AT, ...event, seq: at + 1 }) as InvestigationEvent)} />
      </Sample>
      <Sample title="answer to /why; what runs now, on a phone">
        <Answer say="softnet comes now: it tells backlogOverflow from ringOverrun and costs 1 s." onClose={nothing} />
        <Dock messages={messages} />
      </Sample>
      <Sample title="toasts: done, told, refused">
        <div className={styles.row}>
          <Button onClick={() => toast("The link is copied.")}>Done</Button>
          <Button onClick={() => toast("Ben Okafor goes on with it.", "note")}>Told</Button>
          <Button
            onClick={() =>
              toast("The server does not answer. Whether this reached it is not known: look before you send it again.", "wrong")
            }
          >
            Refused
          </Button>
        </div>
      </Sample>
    </>
  );
}
