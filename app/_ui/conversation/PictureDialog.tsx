"use client";

import { ChevronLeft, ChevronRight, ExternalLink, X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ShownPicture } from "#machines/journal/message.ts";
import { sayPicture } from "#machines/journal/picture.ts";
import { Button, ButtonLink } from "../atoms/Button.tsx";
import { Modal } from "../atoms/Modal.tsx";
import { Picture } from "../atoms/Picture.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./pictures.module.css";

interface Props {
  readonly pictures: readonly ShownPicture[];
  readonly base: string;
  readonly at: number;
  readonly onAt: (at: number) => void;
  readonly onClose: () => void;
}

/** One picture as large as the window allows; arrow keys go to the others of the same note. */
export function PictureDialog({ pictures, base, at, onAt, onClose }: Props): React.JSX.Element | null {
  const kept = pictures.flatMap((picture, index) => (picture.removed ? [] : [{ picture, index }]));
  const place = kept.findIndex(({ index }) => index === at);
  const shown = kept[place]?.picture;
  if (shown === undefined) return null;
  const go = (by: number): void => onAt(kept[(place + by + kept.length) % kept.length]?.index ?? at);
  const onKeyDown = ({ key }: React.KeyboardEvent): void => {
    if (key === "ArrowLeft") go(-1);
    if (key === "ArrowRight") go(1);
  };
  const src = `${base}/${shown.sha256}`;
  const say = shown.alt ?? "Picture of a note";
  return (
    <Modal onClose={onClose} className={styles.large} onKeyDown={onKeyDown}>
      <div className={styles.stage}>
        <Picture src={src} alt={shown.alt ?? ""} width={shown.width} height={shown.height} />
      </div>
      <div className={styles.foot}>
        <div className="grow">
          <Dialog.Title asChild>
            <h2>{say}</h2>
          </Dialog.Title>
          <Dialog.Description>
            {sayPicture(shown)}
            {kept.length === 1 ? "" : `, ${place + 1} of ${kept.length}`}
          </Dialog.Description>
        </div>
        {kept.length === 1 ? null : (
          <>
            <Button iconOnly aria-label="The picture before" onClick={() => go(-1)}>
              <ChevronLeft size={16} strokeWidth={STROKE} aria-hidden />
            </Button>
            <Button iconOnly aria-label="The next picture" onClick={() => go(1)}>
              <ChevronRight size={16} strokeWidth={STROKE} aria-hidden />
            </Button>
          </>
        )}
        <ButtonLink iconOnly prefetch={false} href={src} target="_blank" rel="noreferrer" aria-label="Open it alone, in its own size">
          <ExternalLink size={16} strokeWidth={STROKE} aria-hidden />
        </ButtonLink>
        <Dialog.Close asChild>
          <Button iconOnly aria-label="Close">
            <X size={16} strokeWidth={STROKE} aria-hidden />
          </Button>
        </Dialog.Close>
      </div>
    </Modal>
  );
}
