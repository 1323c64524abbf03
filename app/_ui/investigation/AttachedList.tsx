"use client";

import { ImageOff, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { PICTURE_LIMITS, sayBytes } from "#machines/journal/picture.ts";
import { Button } from "../atoms/Button.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./composer.module.css";
import type { Attached } from "./send-note.ts";
import type { Pictures } from "./usePictures.ts";

/** What goes with the note: seen, named and taken back before it is sent. */
export function AttachedList({ pictures, onSend }: { readonly pictures: Pictures; readonly onSend: () => void }): React.JSX.Element {
  const { sent } = pictures;
  return (
    <div className={styles.attached}>
      <ul aria-label="Pictures of this note">
        {pictures.list.map((one) => (
          <li key={one.key}>
            <Preview file={one.file} />
            <input
              value={one.alt}
              maxLength={PICTURE_LIMITS.alt}
              disabled={sent !== null}
              aria-label={`What ${nameOf(one)} shows, if you like`}
              placeholder="What it shows, if you like"
              onChange={(event) => pictures.describe(one.key, event.target.value)}
              onKeyDown={({ key, nativeEvent }) => (key === "Enter" && !nativeEvent.isComposing ? onSend() : undefined)}
            />
            <span>{sayBytes(one.file.size)}</span>
            <Button
              look="quiet"
              small
              iconOnly
              disabled={sent !== null}
              aria-label={`Remove ${nameOf(one)}`}
              onClick={() => pictures.remove(one.key)}
            >
              <X size={16} strokeWidth={STROKE} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {sent === null ? (
        <p>Pictures are not scanned for secrets. What a file tells of place, time and device is taken out.</p>
      ) : (
        <p className={styles.sending} role="status">
          <span>{sent < 1 ? `Sending, ${Math.floor(sent * 100)} %` : "Sent; the server looks at it"}</span>
          <Button small look="quiet" onClick={pictures.cancel}>
            Cancel
          </Button>
        </p>
      )}
    </div>
  );
}

const nameOf = ({ file, key }: Attached): string => (file.name === "" ? `picture ${key}` : file.name);

const HIGH_PX = 40;
const WIDE_PX = 56;

/** Drawn small at once: a photo of 50 million pixels is not kept in memory for it. */
function Preview({ file }: { readonly file: File }): React.JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    createImageBitmap(file).then(
      (bitmap) => {
        if (!gone && canvas.current !== null) draw(canvas.current, bitmap);
        bitmap.close();
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [file]);
  if (failed)
    return (
      <span className={styles.preview} title="This browser cannot draw it">
        <ImageOff size={16} strokeWidth={STROKE} aria-hidden />
      </span>
    );
  return <canvas ref={canvas} className={styles.preview} aria-hidden />;
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  const [width, height] = [WIDE_PX * devicePixelRatio, HIGH_PX * devicePixelRatio];
  Object.assign(canvas, { width, height });
  const times = Math.max(width / bitmap.width, height / bitmap.height);
  const [wide, high] = [bitmap.width * times, bitmap.height * times];
  canvas.getContext("2d")?.drawImage(bitmap, (width - wide) / 2, (height - high) / 2, wide, high);
}
