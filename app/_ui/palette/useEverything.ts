import { useEffect, useState } from "react";
import type { InvestigationItem } from "../lists/item.ts";

interface Everything {
  readonly investigations: readonly InvestigationItem[];
  readonly runbooks: readonly { readonly id: string; readonly title: string; readonly symptoms: readonly string[] }[];
  readonly hosts: readonly { readonly id: string; readonly name: string; readonly address: string }[];
  readonly loading: boolean;
  /** Null: everything came. */
  readonly wrong: string | null;
}

const NOTHING: Everything = { investigations: [], runbooks: [], hosts: [], loading: true, wrong: null };

/** What can be gone to besides pages, asked for when the palette opens. */
export function useEverything(): Everything {
  const [everything, setEverything] = useState(NOTHING);
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const [listed, runbooks, hosts] = await Promise.all([
        read<{ readonly items: Everything["investigations"] }>("/api/v1/investigations?limit=50"),
        read<Everything["runbooks"]>("/api/v1/runbooks"),
        read<Everything["hosts"]>("/api/v1/hosts"),
      ]);
      if (gone) return;
      const missing = listed === null || runbooks === null || hosts === null;
      setEverything({
        investigations: listed?.items ?? [],
        runbooks: runbooks ?? [],
        hosts: hosts ?? [],
        loading: false,
        wrong: missing ? "Some of it could not be loaded. Pages work all the same." : null,
      });
    };
    void ask();
    return () => {
      gone = true;
    };
  }, []);
  return everything;
}

async function read<T>(path: string): Promise<T | null> {
  const answer = await fetch(path, { headers: { accept: "application/json" } }).catch(() => null);
  return answer === null || !answer.ok ? null : ((await answer.json()) as T);
}
