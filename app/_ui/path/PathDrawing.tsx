"use client";

import { useMemo, useState } from "react";
import type { PathView } from "#machines/journal/path.ts";
import { Button } from "../atoms/Button.tsx";
import { Drawing } from "../drawing/Drawing.tsx";
import { foldedPath } from "./fold.ts";
import { Hops, hopWords } from "./Hops.tsx";
import { LegRow } from "./LegRow.tsx";
import { aboutOf, labelOf } from "./words.ts";
import { PathTable } from "./PathTable.tsx";
import { placePath } from "./place.ts";
import { Sizes } from "./Sizes.tsx";

export interface PathDrawingProps {
  readonly view: PathView;
  /** Of an exported file, without its ending. */
  readonly file: string;
}

/** The way of the packets, left to right: hosts, interfaces, MTUs, and where the same packets were counted. */
export function PathDrawing({ view: all, file }: PathDrawingProps): React.JSX.Element {
  const [at, setAt] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  const brief = useMemo(() => foldedPath(all), [all]);
  const view = whole ? all : brief;
  const placed = useMemo(() => placePath(view), [view]);
  const shown = view.hops.find(({ id }) => id === at);
  const { chart, legs } = placed.rows;
  return (
    <Drawing
      title={`${view.hops[0]?.host ?? ""} to ${view.hops.at(-1)?.host ?? ""}`}
      about={aboutOf(all)}
      file={file}
      label={labelOf(all)}
      width={placed.width}
      height={placed.height}
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
      <Hops view={view} placed={placed} onFocus={setAt} onOpen={() => setWhole(true)} />
      {chart === null ? null : <Sizes view={view} placed={placed} y={chart} />}
      {view.legs.map((leg, index) => (
        <LegRow key={leg.title} leg={leg} placed={placed} y={legs[index] ?? 0} />
      ))}
    </Drawing>
  );
}
