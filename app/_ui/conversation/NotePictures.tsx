"use client";

import { ImageOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { ShownPicture } from "#machines/journal/message.ts";
import { sayPicture } from "#machines/journal/picture.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Picture } from "../atoms/Picture.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./pictures.module.css";
import { part } from "../atoms/part.tsx";

const PictureDialog = part(() => import("./PictureDialog.tsx").then(({ PictureDialog: component }) => component));

interface Props {
  readonly pictures: readonly ShownPicture[];
  /** Where pictures of this investigation are. */
  readonly base: string;
}

/** Pictures of a note, small and in boxes that have their size before anything is loaded. */
export function NotePictures({ pictures, base }: Props): React.JSX.Element {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <>
      <ul className={styles.pictures}>
        {pictures.map((picture, index) => (
          // The same picture may stand twice in one note.
          <li key={`${picture.sha256} ${index}`}>
            {picture.removed ? (
              <Missing picture={picture} why="It was removed by the rule of retention." />
            ) : (
              <Thumb picture={picture} src={`${base}/${picture.sha256}`} onOpen={() => setOpen(index)} />
            )}
          </li>
        ))}
      </ul>
      {open === null ? null : (
        <Awaiting fallback={null}>
          <PictureDialog pictures={pictures} base={base} at={open} onAt={setOpen} onClose={() => setOpen(null)} />
        </Awaiting>
      )}
    </>
  );
}

/** A strip of a log or a panorama is cut: as a whole it stands in the dialog. */
const NARROWEST = 0.6;
const WIDEST = 2.4;

function Thumb({
  picture,
  src,
  onOpen,
}: {
  readonly picture: ShownPicture;
  readonly src: string;
  readonly onOpen: () => void;
}): React.JSX.Element {
  const [why, setWhy] = useState<string | null>(null);
  const image = useRef<HTMLImageElement>(null);
  const failed = (): void => void reasonOf(src).then(setWhy);
  useEffect(() => {
    const { current } = image;
    // What failed before the page's code ran told nobody.
    if (current?.complete === true && current.naturalWidth === 0) void reasonOf(src).then(setWhy);
  }, [src]);
  if (why !== null) return <Missing picture={picture} why={why} />;
  const { width, height, alt } = picture;
  return (
    <button
      type="button"
      className={styles.thumb}
      style={{ aspectRatio: Math.min(WIDEST, Math.max(NARROWEST, width / height)) }}
      aria-label={`Show the picture large: ${alt ?? sayPicture(picture)}`}
      onClick={onOpen}
    >
      <Picture ref={image} src={src} alt={alt ?? ""} width={width} height={height} loading="lazy" onError={failed} />
    </button>
  );
}

async function reasonOf(src: string): Promise<string> {
  const answer = await fetch(src).catch(() => null);
  if (answer === null) return "The server does not answer.";
  if (answer.ok) return "This browser cannot draw it.";
  const said = (await answer.json().catch(() => null)) as { readonly message?: string } | null;
  return said?.message ?? `The server answered ${answer.status}.`;
}

function Missing({ picture, why }: { readonly picture: ShownPicture; readonly why: string }): React.JSX.Element {
  return (
    <p className={styles.missing}>
      <ImageOff size={16} strokeWidth={STROKE} aria-hidden />
      <span>
        {picture.alt === undefined ? "A picture" : <b>{picture.alt}</b>} ({sayPicture(picture)}). {why}
      </span>
    </p>
  );
}
