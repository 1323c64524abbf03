import { useEffect } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import type { Board } from "#machines/journal/board.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Composer } from "../investigation/Composer.tsx";
import { AttachedList } from "../investigation/AttachedList.tsx";
import { keep } from "../investigation/useDraft.ts";
import type { Pictures } from "../investigation/usePictures.ts";
import { Sample } from "./Sample.tsx";
import { pressing, Still } from "./Still.tsx";

interface Props {
  readonly states: readonly { readonly board: Board; readonly events: readonly InvestigationEvent[] }[];
  readonly catalogue: Catalogue;
}

/** One pixel, as a picture that somebody chose. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const picture = (name: string): File => new File([Uint8Array.from(atob(PIXEL), (one) => one.charCodeAt(0))], name, { type: "image/png" });

const never = (): Promise<boolean> => new Promise(() => undefined);
const refused = (): Promise<boolean> => Promise.resolve(false);

function attach(root: HTMLElement): void {
  const input = root.querySelector<HTMLInputElement>("input[type=file]");
  if (input === null) return;
  const chosen = new DataTransfer();
  chosen.items.add(picture("switch.png"));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

const up = (root: HTMLElement): void =>
  void root.querySelector("textarea")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));

const COMPOSERS: readonly {
  readonly title: string;
  readonly id: string;
  readonly typed?: string;
  readonly bring?: (root: HTMLElement) => void;
  readonly onSay?: () => Promise<boolean>;
  readonly status?: Board["status"];
}[] = [
  { title: "composer, empty", id: "empty" },
  { title: "composer, a note", id: "note", typed: "The switch was replaced on Tuesday.\nThe loss began on the same day." },
  { title: "composer, completing a command", id: "commands", typed: "/" },
  { title: "composer, completing a collector", id: "run", typed: "/run sof" },
  { title: "composer, completing a test", id: "skip", typed: "/skip " },
  { title: "composer, after the verdict", id: "over", typed: "/", status: "concluded" },
  { title: "composer, refused", id: "wrong", typed: "/run nothing cmp-7", bring: pressing("Send") },
  {
    title: "composer, not sent: what was typed stays",
    id: "kept",
    typed: "Asked the network team.",
    bring: pressing("Send"),
    onSay: refused,
  },
  { title: "composer, sending", id: "sending", typed: "Asked the network team.", bring: pressing("Send"), onSay: never },
  { title: "composer, changing the last note", id: "changes", bring: up },
  { title: "composer, with a picture", id: "picture", typed: "The lamps of the port.", bring: attach },
];

const PICTURES: Pictures = {
  list: [
    { key: 1, file: picture("switch.png"), alt: "The lamps of the port" },
    { key: 2, file: picture("a-picture-with-a-name-that-is-longer-than-anybody-would-choose.png"), alt: "" },
    { key: 3, file: new File(["no picture"], "broken.png", { type: "image/png" }), alt: "" },
  ],
  ...{ held: false, add: () => undefined, remove: () => undefined, describe: () => undefined, send: refused, cancel: () => undefined },
  sent: null,
};

/** The field below the conversation, and the pictures that go with a note. */
export function Writing({ states, catalogue }: Props): React.JSX.Element | null {
  useEffect(() => {
    for (const { id, typed = "" } of COMPOSERS) keep(`note:design-${id}`, typed);
  }, []);
  const board = states[1]?.board;
  const [first] = states[1]?.events ?? [];
  if (board === undefined || first?.type !== "started") return null;
  return (
    <>
      <h2>Composer</h2>
      {COMPOSERS.map(({ title, id, bring, onSay = refused, status = board.status }) => (
        <Sample key={id} title={title}>
          <Still {...(bring === undefined ? {} : { bring })}>
            <Composer
              id={`design-${id}`}
              around={{ runbook: first.runbook, hosts: board.hosts, skipped: [], status }}
              catalogue={catalogue}
              lastNote={{ seq: 31, text: "The switch was replaced on Tuesday." }}
              onSay={onSay}
            />
          </Still>
        </Sample>
      ))}
      {[null, 0.4, 1].map((sent) => (
        <Sample key={sent} title={sent === null ? "pictures, chosen" : sent < 1 ? "pictures, on their way" : "pictures, arrived"}>
          <AttachedList pictures={{ ...PICTURES, sent }} onSend={() => undefined} />
        </Sample>
      ))}
    </>
  );
}
