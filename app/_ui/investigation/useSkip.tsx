"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { later } from "../atoms/later.ts";
import { part } from "../atoms/part.tsx";

const SkipDialog = part(() => import("./SkipDialog.tsx").then(({ SkipDialog: component }) => component));

/** Few skip anything: what tells comes after the page. */
const telling = later(() => import("#machines/journal/last-test.ts"));

interface Around {
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
  readonly act: (action: object) => Promise<boolean>;
}

/** Leaves a test out; where that ends the investigation it asks first. `skip` is the same for as long as the page stands. */
export function useSkip({ events, catalogue, act }: Around): {
  readonly skip: (test: string) => void;
  readonly dialog: React.JSX.Element | null;
} {
  const [ending, setEnding] = useState<string | null>(null);
  const latest = useRef(events);
  useEffect(() => {
    latest.current = events;
  }, [events]);
  const skip = useCallback(
    async (test: string): Promise<void> => {
      const { lastTest } = await telling();
      if (lastTest(latest.current, catalogue) === test) setEnding(test);
      else await act({ do: "skip", test });
    },
    [act, catalogue],
  );
  const dialog =
    ending === null ? null : <SkipDialog test={ending} onSkip={() => act({ do: "skip", test: ending })} onClose={() => setEnding(null)} />;
  return { skip: useCallback((test: string) => void skip(test), [skip]), dialog };
}
