"use client";

import { useEffect, useEffectEvent, useState } from "react";

/** A mouse drags the drawing; with Ctrl, the wheel zooms. Fingers scroll and pinch by themselves. */
export function usePan(scroller: React.RefObject<HTMLDivElement | null>, zoomBy: (factor: number) => void): boolean {
  const [panning, setPanning] = useState(false);
  const onZoom = useEffectEvent(zoomBy);
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const over = new AbortController();
    const listen = { signal: over.signal };
    let from: { readonly x: number; readonly y: number; readonly left: number; readonly top: number } | null = null;
    box.addEventListener(
      "pointerdown",
      ({ pointerType, button, clientX, clientY }) => {
        if (pointerType !== "mouse" || button !== 0) return;
        from = { x: clientX, y: clientY, left: box.scrollLeft, top: box.scrollTop };
      },
      listen,
    );
    addEventListener(
      "pointermove",
      ({ clientX, clientY }) => {
        if (from === null) return;
        setPanning(true);
        box.scrollTo(from.left + from.x - clientX, from.top + from.y - clientY);
      },
      listen,
    );
    addEventListener(
      "pointerup",
      () => {
        from = null;
        setPanning(false);
      },
      listen,
    );
    box.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        onZoom(event.deltaY < 0 ? 1.1 : 1 / 1.1);
      },
      { ...listen, passive: false },
    );
    return () => over.abort();
  }, [scroller]);
  return panning;
}
