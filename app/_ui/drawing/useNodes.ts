"use client";

import { useEffect, useRef } from "react";

const STEP: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The nodes of a drawing are one stop of the Tab key; arrows, Home and End go from one to the other, in the drawing's order. */
export function useNodes(svg: React.RefObject<SVGSVGElement | null>): (event: React.KeyboardEvent) => void {
  const at = useRef<string | null>(null);
  useEffect(() => {
    const nodes = nodesIn(svg.current);
    const current = nodes.find((node) => node.dataset["node"] === at.current) ?? nodes[0];
    for (const node of nodes) node.setAttribute("tabindex", node === current ? "0" : "-1");
  });
  return (event) => {
    const nodes = nodesIn(svg.current);
    const from = nodes.findIndex((node) => node === document.activeElement);
    if (from < 0) return;
    const step = STEP[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? nodes.length - 1 : step === undefined ? -1 : from + step;
    const next = nodes[to];
    if (next === undefined) return;
    event.preventDefault();
    at.current = next.dataset["node"] ?? null;
    for (const node of nodes) node.setAttribute("tabindex", node === next ? "0" : "-1");
    next.focus();
  };
}

const nodesIn = (svg: SVGSVGElement | null): readonly SVGElement[] => [...(svg?.querySelectorAll<SVGElement>("[data-node]") ?? [])];
