"use client";

import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { PathView } from "#machines/journal/path.ts";
import { Button } from "../atoms/Button.tsx";
import { Drawing } from "../drawing/Drawing.tsx";
import { foldedPath } from "./fold.ts";
import { Hops } from "./Hops.tsx";
import { LegRow } from "./LegRow.tsx";
import styles from "./path.module.css";
import { PathTable } from "./PathTable.tsx";
import { liesDown, placePath } from "./place.ts";
import { Sizes } from "./Sizes.tsx";
import { placeTall } from "./tall.ts";
import { TallPath } from "./TallPath.tsx";
import { aboutOf, hopWords, labelOf } from "./words.ts";

export interface PathDrawingProps {
  readonly view: PathView;
  /** Of an exported file, without its ending. */
  readonly file: string;
}

/** The way of the packets, from left to right, or from top to bottom where that has no room: hosts, interfaces, MTUs, causes, and where the same packets were counted. */
export function PathDrawing({ view: all, file }: PathDrawingProps): React.JSX.Element {
  const measured = useRef<HTMLDivElement>(null);
  const room = useRoom(measured);
  const [at, setAt] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  const brief = useMemo(() => foldedPath(all), [all]);
  const view = whole ? all : brief;
  const shown = view.hops.find(({ id }) => id === at);
  const lies = room === null || liesDown(view, room);
  const placed = useMemo(() => placePath(view, room ?? Infinity), [view, room]);
  const tall = useMemo(() => (lies || room === null ? null : placeTall(view, room)), [view, room, lies]);
  const { width, height } = tall ?? placed;
  const acts = { onFocus: setAt, onOpen: () => setWhole(true) };
  return (
    <div className={styles.path}>
      <div ref={measured} className={styles.room} />
      {room === null ? null : (
        <Drawing
          title={`${view.hops[0]?.host ?? ""} to ${view.hops.at(-1)?.host ?? ""}`}
          about={aboutOf(all)}
          file={file}
          label={labelOf(all)}
          width={width}
          height={height}
          table={<PathTable view={all} />}
          detail={shown === undefined ? null : hopWords(shown)}
          below={
            brief === all ? null : (
              <Button small look="quiet" onClick={() => setWhole(!whole)}>
                {whole ? "Fold what is alike" : `Show all ${all.hops.length} interfaces`}
              </Button>
            )
          }
        >
          {tall === null ? <Lying view={view} placed={placed} {...acts} /> : <TallPath view={view} tall={tall} {...acts} />}
        </Drawing>
      )}
    </div>
  );
}

interface LyingProps {
  readonly view: PathView;
  readonly placed: ReturnType<typeof placePath>;
  readonly onFocus: (id: string) => void;
  readonly onOpen: () => void;
}

function Lying({ view, placed, ...acts }: LyingProps): React.JSX.Element {
  const { legs } = placed.rows;
  return (
    <>
      <Hops view={view} placed={placed} {...acts} />
      <Sizes view={view} placed={placed} />
      {view.legs.map((leg, index) => (
        <LegRow key={leg.title} leg={leg} placed={placed} y={legs[index]?.y ?? 0} wraps={legs[index]?.wraps ?? false} />
      ))}
    </>
  );
}

/** What of the width a drawing can have, before the first picture of it; null until it is known. */
function useRoom(measured: React.RefObject<HTMLElement | null>): number | null {
  const [room, setRoom] = useState<number | null>(null);
  useLayoutEffect(() => {
    const box = measured.current;
    if (box === null) return;
    const measure = (): void => setRoom(box.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [measured]);
  return room;
}
