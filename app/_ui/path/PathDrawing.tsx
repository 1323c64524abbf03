"use client";

import { useMemo, useState } from "react";
import type { PathView } from "#machines/journal/path.ts";
import { countWords } from "../atoms/format.ts";
import { Button } from "../atoms/Button.tsx";
import { Drawing } from "../drawing/Drawing.tsx";
import { foldedPath } from "./fold.ts";
import { Hops, hopWords, tunnelWords } from "./Hops.tsx";
import { LegRow, legWords } from "./LegRow.tsx";
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

function aboutOf({ hops, discovered, narrowest, legs }: PathView): string {
  const hosts = new Set(hops.map(({ host }) => host)).size;
  const least = narrowest === null ? undefined : hops[narrowest];
  const lost = legs.flatMap(({ losses }) => losses).reduce((sum, { count }) => sum + count, 0);
  return [
    discovered ? `${countWords(hops.length, "interface")} on ${countWords(hosts, "host")}` : countWords(hops.length, "place"),
    ...(least === undefined ? [] : [`smallest MTU ${String(least.mtu)} at ${least.link} on ${least.host}`]),
    ...(lost === 0 ? [] : [`${countWords(lost, "packet")} vanish`]),
  ].join(", ");
}

function labelOf(view: PathView): string {
  const { hops, tunnel, legs } = view;
  return [
    `Path over ${hops.map(({ host, link }) => `${link} on ${host}`).join(", ")}`,
    ...(tunnel === null ? [] : [tunnelWords(tunnel)]),
    ...legs.map(legWords),
  ].join(". ");
}
