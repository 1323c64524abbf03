"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { PICTURE_LIMITS, PICTURE_TYPES, TOO_LARGE, TOO_MANY, WRONG_TYPE } from "#machines/journal/picture.ts";
import { sendNote, type Attached, type Said } from "./send-note.ts";

export interface Pictures {
  readonly list: readonly Attached[];
  /** Files are held over the page. */
  readonly held: boolean;
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: number) => void;
  readonly describe: (key: number, alt: string) => void;
  /** With these words, as a note of its own or in the place of an earlier one. True when it was added. */
  readonly send: (said: Said) => Promise<boolean>;
  /** How much of it has left, from 0 to 1; null: it is not being sent. */
  readonly sent: number | null;
  readonly cancel: () => void;
}

let keys = 0;

const isTaken = ({ type }: File): boolean => PICTURE_TYPES.some((one) => one === type);

/** Pictures that go with the note that is being written. What cannot be taken is said at once; the server looks again. */
export function usePictures(url: string, onWrong: (say: string) => void, where: "page" | "dialog" = "page"): Pictures {
  const [list, setList] = useState<readonly Attached[]>([]);
  const add = (files: readonly File[]): void => {
    const fitting = files.filter((file) => isTaken(file) && file.size <= PICTURE_LIMITS.bytes);
    const room = PICTURE_LIMITS.perNote - list.length;
    const wrong = files.find((file) => !isTaken(file));
    const large = files.find(({ size }) => size > PICTURE_LIMITS.bytes);
    setList([...list, ...fitting.slice(0, room).map((file) => ({ key: ++keys, file, alt: "" }))]);
    if (wrong !== undefined) onWrong(`${wrong.name === "" ? "This" : wrong.name} is no picture that can be added. ${WRONG_TYPE}`);
    else if (large !== undefined) onWrong(`${large.name} is too large. ${TOO_LARGE}`);
    else if (fitting.length > room) onWrong(TOO_MANY);
  };
  const [sending, setSending] = useState<{ readonly share: number; readonly stop: AbortController } | null>(null);
  const send: Pictures["send"] = async (said) => {
    const stop = new AbortController();
    const onProgress = (share: number): void => setSending({ share, stop });
    onProgress(0);
    const answer = await sendNote(url, { ...said, pictures: list }, { signal: stop.signal, onProgress });
    setSending(null);
    // What was added meanwhile is for the next note.
    if (answer.ok) setList((now) => now.filter((one) => !list.some(({ key }) => key === one.key)));
    // Who is signed out is asked to sign in, above the page; what was cancelled has no reason.
    else if (answer.status !== 401 && answer.message !== "") onWrong(answer.message);
    return answer.ok;
  };
  return {
    list,
    held: useDropped(add, where),
    add,
    remove: (key) => setList(list.filter((one) => one.key !== key)),
    describe: (key, alt) => setList(list.map((one) => (one.key === key ? { ...one, alt } : one))),
    send,
    sent: sending?.share ?? null,
    cancel: () => sending?.stop.abort(),
  };
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;

/** Files may be let go anywhere on the page: beside the composer, a browser would leave the page and show them. True while they are held over it. */
function useDropped(add: (files: readonly File[]) => void, where: "page" | "dialog"): boolean {
  const [held, setHeld] = useState(false);
  const drop = useEffectEvent((files: readonly File[]) => add(files));
  // What is let go while a dialog is open is meant for it.
  const isMine = useEffectEvent(() => (document.querySelector("[role=dialog]") !== null) === (where === "dialog"));
  useEffect(() => {
    const abort = new AbortController();
    const on = <K extends "dragover" | "dragleave" | "drop">(name: K, hear: (event: DragEvent) => void): void =>
      addEventListener(name, (event) => (hasFiles(event) && isMine() ? hear(event) : undefined), { signal: abort.signal });
    on("dragover", (event) => {
      event.preventDefault();
      setHeld(true);
    });
    // Between two parts of the page it leaves the one and is over the other; out of the window there is none.
    on("dragleave", ({ relatedTarget }) => (relatedTarget === null ? setHeld(false) : undefined));
    on("drop", (event) => {
      event.preventDefault();
      setHeld(false);
      drop([...(event.dataTransfer?.files ?? [])]);
    });
    return () => abort.abort();
  }, []);
  return held;
}
