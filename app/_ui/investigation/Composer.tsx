"use client";

import { clsx } from "clsx";
import { CornerDownLeft } from "lucide-react";
import { lazy, Suspense, useEffect, useId, useMemo, useRef, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { Button } from "../atoms/Button.tsx";
import { Key } from "../atoms/Chip.tsx";
import { Press } from "../atoms/Press.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { AddPictures } from "./AddPictures.tsx";
import type { Choice } from "./choice.ts";
import { choicesFor, understand, type Spoken, type Surroundings } from "./commands.ts";
import styles from "./composer.module.css";
import { useDraft } from "./useDraft.ts";
import { useListed } from "./useListed.ts";
import { usePictures } from "./usePictures.ts";

const AttachedList = lazy(() => import("./AttachedList.tsx").then(({ AttachedList: component }) => ({ default: component })));

interface Props {
  readonly id: string;
  readonly around: Omit<Surroundings, "people" | "inventory" | "collectors" | "tests">;
  readonly catalogue: Catalogue;
  readonly lastNote: string | null;
  /** True when it was done; the text stays when it was not. */
  readonly onSay: (spoken: Spoken) => Promise<boolean>;
}

/** Asked when it is typed for: most notes name nobody. */
function usePeople(id: string, wanted: boolean): Surroundings["people"] {
  return useListed<{ readonly people: Surroundings["people"] }>(`/api/v1/investigations/${id}/people`, wanted)?.people ?? [];
}

const NOTHING_TYPED: Surroundings["inventory"] = [];

function toSurroundings({ runbook }: Props["around"], catalogue: Catalogue): Pick<Surroundings, "tests" | "collectors"> {
  const runs = Object.values(catalogue).filter(({ risk, id, maxBytes }) => risk === "R0" && id !== "preflight" && maxBytes > 0);
  return { tests: runbook.tests.map(({ id }) => id), collectors: runs.map(({ id, title }) => ({ id, title })) };
}

const TALLEST_PX = 200;

/** Notes in plain text; `/` opens commands. Enter sends, Shift+Enter breaks the line, Up takes the last note up again. */
export function Composer({ id, around: known, catalogue, lastNote, onSay }: Props): React.JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft(`note:${id}`, field);
  const [at, setAt] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const list = useId();
  const pictures = usePictures(`/api/v1/investigations/${id}/notes`, setWrong);
  const [closed, setClosed] = useState(false);
  const people = usePeople(id, text.startsWith("/hand-over"));
  const inventory = useListed<Surroundings["inventory"]>("/api/v1/hosts", text.startsWith("/host ")) ?? NOTHING_TYPED;
  const around = useMemo(
    () => ({ ...known, ...toSurroundings(known, catalogue), people, inventory }),
    [known, catalogue, people, inventory],
  );
  const choices = closed ? [] : choicesFor(text, around);
  const open = choices.length > 0 && !(choices.length === 1 && choices[0]?.text === text);
  useEffect(() => {
    const area = field.current;
    if (area === null) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, TALLEST_PX)}px`;
  }, [text]);
  const type = (next: string): void => {
    setText(next);
    setAt(0);
    setWrong(null);
    setClosed(false);
  };
  const shows = pictures.list.length > 0;
  const send = async (said: string): Promise<void> => {
    if ((said.trim() === "" && !shows) || busy) return;
    const spoken = understand(said, around);
    if ("wrong" in spoken) return setWrong(spoken.wrong);
    setBusy(true);
    setWrong(null);
    if (await (spoken.do === "note" && shows ? pictures.send(spoken.text) : onSay(spoken))) type("");
    setBusy(false);
    field.current?.focus();
  };
  const take = (chosen: FileList | null): void => {
    setWrong(null);
    pictures.add([...(chosen ?? [])]);
    field.current?.focus();
  };
  const onPaste = (event: React.ClipboardEvent): void => {
    const { files: pasted, types } = event.clipboardData;
    // A table of a spreadsheet comes as text and as a picture of it: the text is meant.
    if (pasted.length === 0 || types.includes("text/plain")) return;
    event.preventDefault();
    take(pasted);
  };
  const choose = (choice: Choice): void => {
    type(choice.text);
    if (choice.complete) void send(choice.text);
    else field.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const chosen = choices[at];
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : -1) + choices.length) % choices.length);
    } else if (open && event.key === "Escape") {
      setClosed(true);
    } else if (open && chosen !== undefined && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      type(chosen.text);
    } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (open && chosen !== undefined) choose(chosen);
      else void send(text);
    } else if (event.key === "ArrowUp" && text === "" && lastNote !== null) {
      event.preventDefault();
      type(lastNote);
    }
  };
  return (
    <div className={styles.composer}>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      {open ? (
        <ul className={styles.choices} role="listbox" id={list} aria-label="Commands">
          {choices.map((choice, index) => (
            <li
              key={choice.text}
              id={`${list}${index}`}
              role="option"
              aria-selected={index === at}
              className={clsx(index === at && styles.on)}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setAt(index)}
              onClick={() => choose(choice)}
            >
              <code>
                {choice.command} <i>{choice.rest}</i>
              </code>
              <span className="truncate">{choice.say}</span>
              {index === at ? <Key>↵</Key> : <span />}
            </li>
          ))}
        </ul>
      ) : null}
      {shows ? (
        <Suspense fallback={null}>
          <AttachedList pictures={pictures} onSend={() => void send(text)} />
        </Suspense>
      ) : null}
      <Press className={clsx(styles.field, open && styles.open, pictures.held && styles.held)} onSend={() => void send(text)}>
        <textarea
          ref={field}
          data-keep={`note:${id}`}
          rows={1}
          value={text}
          // What is sent is what stands there, also where that takes a minute.
          readOnly={pictures.sent !== null}
          aria-label="Add a note, or / for commands"
          placeholder={pictures.held ? "Let go to add the pictures" : "Add a note, or / for commands"}
          onPaste={onPaste}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-expanded={open}
          aria-controls={open ? list : undefined}
          aria-activedescendant={open ? `${list}${at}` : undefined}
          aria-autocomplete="list"
        />
        <AddPictures disabled={busy} onFiles={take} />
        <Button small iconOnly look={text.trim() === "" && !shows ? "quiet" : "primary"} type="submit" aria-label="Send" disabled={busy}>
          <CornerDownLeft size={16} strokeWidth={STROKE} aria-hidden />
        </Button>
      </Press>
    </div>
  );
}
