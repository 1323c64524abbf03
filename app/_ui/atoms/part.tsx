"use client";

import { Component, lazy, useEffect, useRef, useState, type ComponentType } from "react";
import { later, NotLoaded } from "./later.ts";
import { Unloaded } from "./Unloaded.tsx";

/**
 * A component whose code comes after the page, drawn within a Suspense. Where the code is not to be had it says so in its place, and the rest of
 * the page stays as it is.
 */
export function part<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const ask = later(load);
  const made = (): ComponentType<Props> => lazy(async () => ({ default: await ask() })) as ComponentType<Props>;
  let shared = made();
  return function Part(props: Props): React.JSX.Element {
    const [Own, setOwn] = useState(() => shared);
    const again = async (): Promise<void> => {
      await ask();
      // The one before keeps its failure for good.
      shared = made();
      setOwn(() => shared);
    };
    return (
      <Boundary again={again}>
        <Own {...props} />
      </Boundary>
    );
  };
}

interface BoundaryProps {
  /** Rejects while it is still not to be had. */
  readonly again: () => Promise<void>;
  readonly children: React.ReactNode;
}

/** Holds what could not be loaded; every other error goes on up, to the page's own. */
class Boundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error };
  }

  override render(): React.ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (!(error instanceof NotLoaded)) throw error;
    const again = (): void => void this.props.again().then(() => this.setState({ error: null }), stayed);
    return <Waiting onAgain={again} />;
  }
}

/** What it says stands there already. */
const stayed = (): void => undefined;

const EVERY_MS = 5_000;

/** Tries again by itself: soon, and whenever the browser has its network back. */
function Waiting({ onAgain }: { readonly onAgain: () => void }): React.JSX.Element {
  const latest = useRef(onAgain);
  useEffect(() => {
    latest.current = onAgain;
  });
  useEffect(() => {
    const again = (): void => latest.current();
    const timer = setInterval(again, EVERY_MS);
    addEventListener("online", again);
    return () => {
      clearInterval(timer);
      removeEventListener("online", again);
    };
  }, []);
  return <Unloaded onAgain={onAgain} />;
}
