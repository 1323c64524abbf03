"use client";

import { clsx } from "clsx";
import { CornerDownLeft } from "lucide-react";
import { useEffect, useEffectEvent, useId, useMemo, useRef, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Button } from "../atoms/Button.tsx";
import { Key } from "../atoms/Chip.tsx";
import { Press } from "../atoms/Press.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { isTyping } from "../history/keys.ts";
import { AddPictures } from "./AddPictures.tsx";
import type { Choice } from "./choice.ts";
import { Choices } from "./Choices.tsx";
import { choicesFor, understand, type Spoken, type Surroundings } from "./commands.ts";
import styles from "./composer.module.css";
import { useDraft } from "./useDraft.ts";
import { useListed } from "./useListed.ts";
import { usePictures } from "./usePictures.ts";
import { part } from "../atoms/part.tsx";

const AttachedList = part(() => import("./AttachedList.tsx").then(({ AttachedList: component }) => component));

interface Props {
  readonly id: string;
  readonly around: Omit<Surroundings, "people" | "inventory" | "collectors" | "tests">;
  readonly catalogue: Catalogue;
  /** Of whoever looks, as it reads now. */
  readonly lastNote: { readonly seq: number; readonly text: string } | null;
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

/** A slash goes to the field, as on other pages it goes to their search. */
function useSlash(field: React.RefObject<HTMLTextAreaElement | null>, open: () => void): void {
  const begin = useEffectEvent(open);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "/" || isTyping(event) || document.querySelector("[role=dialog], [role=menu]") !== null) return;
      event.preventDefault();
      field.current?.focus();
      begin();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [field]);
}

/** Notes in plain text; `/` opens commands, from anywhere on the page. Enter sends, Shift+Enter breaks the line, Up changes one's last note. */
export function Composer({ id, around: known, catalogue, lastNote, onSay }: Props): React.JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft(`note:${id}`, field);
  const [at, setAt] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  /** The note that is being changed. */
  const [changes, setChanges] = useState<number | null>(null);
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
  const leave = (): void => {
    type("");
    setChanges(null);
  };
  useSlash(field, () => (text === "" ? type("/") : undefined));
  const shows = pictures.list.length > 0;
  const send = async (said: string): Promise<void> => {
    if ((said.trim() === "" && !shows) || busy) return;
    const understood = understand(said, around);
    if ("wrong" in understood) return setWrong(understood.wrong);
    const changed = understood.do === "note" && changes !== null ? { replaces: changes } : {};
    setBusy(true);
    setWrong(null);
    const done = await (understood.do === "note" && shows
      ? pictures.send({ text: understood.text, ...changed })
      : onSay({ ...understood, ...changed }));
    if (done) leave();
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
    } else if (changes !== null && event.key === "Escape") {
      leave();
    } else if (open && chosen !== undefined && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      type(chosen.text);
    } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (open && chosen !== undefined) choose(chosen);
      else void send(text);
    } else if (event.key === "ArrowUp" && text === "" && lastNote !== null) {
      event.preventDefault();
      type(lastNote.text);
      setChanges(lastNote.seq);
    }
  };
  return (
    <div className={styles.composer}>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      {changes === null ? null : (
        <p className={styles.changes} role="status">
          Changes your note of event {changes}. <Key>Esc</Key> leaves it as it was.
        </p>
      )}
      {open ? <Choices id={list} choices={choices} at={at} onAt={setAt} onChoose={choose} /> : null}
      {shows ? (
        <Awaiting fallback={null}>
          <AttachedList pictures={pictures} onSend={() => void send(text)} />
        </Awaiting>
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
