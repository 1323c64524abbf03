"use client";

import { ImagePlus } from "lucide-react";
import { useRef } from "react";
import { PICTURE_TYPES } from "#machines/journal/picture.ts";
import { Button } from "../atoms/Button.tsx";
import { STROKE } from "../atoms/Words.tsx";

/** Chooses files; on a phone also from its photos, or by its camera. */
export function AddPictures({
  disabled,
  onFiles,
}: {
  readonly disabled: boolean;
  readonly onFiles: (files: FileList | null) => void;
}): React.JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={PICTURE_TYPES.join()}
        onChange={(event) => {
          onFiles(event.target.files);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
      <Button small iconOnly look="quiet" aria-label="Add pictures" disabled={disabled} onClick={() => input.current?.click()}>
        <ImagePlus size={16} strokeWidth={STROKE} aria-hidden />
      </Button>
    </>
  );
}
