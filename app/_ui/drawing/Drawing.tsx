"use client";

import { clsx } from "clsx";
import { Expand, Image as ImageIcon, Minus, MoveHorizontal, Plus, Spline, Table2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { toast } from "../atoms/toast.ts";
import { Whole } from "../atoms/Whole.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./drawing.module.css";
import { useNodes } from "./useNodes.ts";
import { LEAST_FIT } from "./fit.ts";
import { Sideways } from "./Sideways.tsx";
import { usePan } from "./usePan.ts";
import { later } from "../atoms/later.ts";

export interface DrawingProps {
  readonly title: string;
  /** Beside the title, and below it in an export: what, of when, from where. */
  readonly about: string;
  /** Of the file, without its ending. */
  readonly file: string;
  /** The whole drawing in one sentence, for who does not see it. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly children: React.ReactNode;
  /** The same as a table: it stands behind every drawing. */
  readonly table: React.ReactNode;
  /** What is said of the node that has the focus. */
  readonly detail?: React.ReactNode;
  /** What its looks mean. */
  readonly legend?: React.ReactNode;
  /** What can be done about the drawing besides. */
  readonly below?: React.ReactNode;
}

const LEAST = 0.4;
const MOST = 2.5;
const STEP = 1.25;

const icon = { size: 16, strokeWidth: STROKE, "aria-hidden": true } as const;

/** A drawing with its table: it scrolls, zooms, fills the screen, and leaves the page as SVG and PNG. */
export function Drawing(props: DrawingProps): React.JSX.Element {
  const { title, about, label, width, height, children, table, detail, legend = null, below } = props;
  const figure = useRef<HTMLElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [zoom, setZoom] = useState<number | "width" | null>(null);
  const zoomBy = (factor: number): void => {
    const now = typeof zoom === "number" ? zoom : (svg.current?.clientWidth ?? width) / width;
    setZoom(Math.min(MOST, Math.max(LEAST, now * factor)));
  };
  const onKeyDown = useNodes(svg);
  return (
    <figure ref={figure} className={styles.figure} aria-label={title}>
      <figcaption className={styles.head}>
        <h3>{title}</h3>
        <small>
          <Whole text={about} />
        </small>
        <Acts
          asTable={asTable}
          onTable={() => setAsTable(!asTable)}
          onZoom={zoomBy}
          onFit={() => setZoom(zoom === "width" ? null : "width")}
          fits={zoom === "width"}
          onFull={() => void (document.fullscreenElement === null ? figure.current?.requestFullscreen() : document.exitFullscreen())}
          onExport={(kind) => void exported(svg.current, kind, props)}
        />
      </figcaption>
      {asTable || legend === null ? null : <div className={styles.legend}>{legend}</div>}
      {asTable ? (
        <Sideways box={sheet}>
          <div ref={sheet} className={styles.table} tabIndex={0} role="region" aria-label={`${title} as a table`}>
            {table}
          </div>
        </Sideways>
      ) : (
        <Scroller title={title} zoomBy={zoomBy} onFit={() => setZoom("width")}>
          <svg
            ref={svg}
            viewBox={`0 0 ${width} ${height}`}
            style={{ width: widthOf(width, zoom) }}
            role="group"
            aria-label={label}
            onKeyDown={onKeyDown}
          >
            {children}
          </svg>
        </Scroller>
      )}
      {asTable || detail === undefined || detail === null ? null : (
        <div className={styles.detail} role="status">
          {detail}
        </div>
      )}
      {asTable || below === undefined || below === null ? null : <div className={styles.below}>{below}</div>}
    </figure>
  );
}

const widthOf = (width: number, zoom: number | "width" | null): string =>
  zoom === "width"
    ? `min(100%, ${width}px)`
    : zoom === null
      ? `clamp(${Math.round(width * LEAST_FIT)}px, 100%, ${width}px)`
      : `${Math.round(width * zoom)}px`;

interface ScrollerProps {
  readonly title: string;
  readonly zoomBy: (factor: number) => void;
  readonly onFit: () => void;
  readonly children: React.ReactNode;
}

function Scroller({ title, zoomBy, onFit, children }: ScrollerProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const panning = usePan(box, zoomBy);
  // Where not all of it is seen at once, what it is about is.
  useEffect(() => {
    const [of, look] = [box.current, box.current?.querySelector("[data-look]")];
    if (of === null || look === null || look === undefined) return;
    const [outer, inner] = [of.getBoundingClientRect(), look.getBoundingClientRect()];
    of.scrollLeft = (inner.left + inner.right) / 2 - (outer.left + outer.right) / 2;
  }, []);
  const onKeyDown = ({ key, ctrlKey, metaKey, altKey }: React.KeyboardEvent): void => {
    // With them they zoom the page.
    if (ctrlKey || metaKey || altKey) return;
    if (key === "+" || key === "=") zoomBy(STEP);
    else if (key === "-") zoomBy(1 / STEP);
    else if (key === "0") onFit();
  };
  return (
    <Sideways box={box}>
      <div
        ref={box}
        className={clsx(styles.scroller, styles.pans, panning && styles.panning)}
        tabIndex={0}
        role="region"
        aria-label={`${title}, scrolls`}
        aria-keyshortcuts="+ - 0"
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
    </Sideways>
  );
}

interface ActsProps {
  readonly asTable: boolean;
  readonly onTable: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly fits: boolean;
  readonly onFull: () => void;
  readonly onExport: (kind: "svg" | "png") => void;
}

function Acts({ asTable, onTable, onZoom, onFit, fits, onFull, onExport }: ActsProps): React.JSX.Element {
  return (
    <div className={styles.acts} role="toolbar" aria-label="Drawing">
      <Button small look="quiet" iconOnly aria-label="As table" title="As table" aria-pressed={asTable} onClick={onTable}>
        <Table2 {...icon} />
      </Button>
      {asTable ? null : (
        <>
          <Button small look="quiet" iconOnly aria-label="Smaller" title="Smaller, or the key -" onClick={() => onZoom(1 / STEP)}>
            <Minus {...icon} />
          </Button>
          <Button small look="quiet" iconOnly aria-label="Larger" title="Larger, or the key +" onClick={() => onZoom(STEP)}>
            <Plus {...icon} />
          </Button>
          <Button
            small
            look="quiet"
            iconOnly
            aria-label="Fit to the width"
            title="Fit to the width, or the key 0"
            aria-pressed={fits}
            onClick={onFit}
          >
            <MoveHorizontal {...icon} />
          </Button>
          <Button small look="quiet" iconOnly aria-label="Full screen" title="Full screen" onClick={onFull}>
            <Expand {...icon} />
          </Button>
          <Button small look="quiet" iconOnly aria-label="Save as SVG" title="Save as SVG" onClick={() => onExport("svg")}>
            <Spline {...icon} />
          </Button>
          <Button small look="quiet" iconOnly aria-label="Save as PNG" title="Save as PNG" onClick={() => onExport("png")}>
            <ImageIcon {...icon} />
          </Button>
        </>
      )}
    </div>
  );
}

const exporting = later(() => import("./export.ts"));

async function exported(
  svg: SVGSVGElement | null,
  kind: "svg" | "png",
  { title, about, file }: Pick<DrawingProps, "title" | "about" | "file">,
): Promise<void> {
  if (svg === null) return;
  try {
    const { standalone, asPng, download } = await exporting();
    const text = await standalone(svg, { title, about });
    download(kind === "svg" ? new Blob([text], { type: "image/svg+xml" }) : await asPng(text), `${file}.${kind}`);
  } catch (cause) {
    toast(`The drawing could not be saved: ${cause instanceof Error ? cause.message : "the browser did not say why"}.`, "wrong");
  }
}
