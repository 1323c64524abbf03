import { useEffect, useState } from "react";

/** What the server lists there, asked when it is wanted first. Null until then, and where it does not answer: the name is typed in full, and the server knows it. */
export function useListed<T>(url: string, wanted: boolean): T | null {
  const [listed, setListed] = useState<T | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const abort = new AbortController();
    fetch(url, { signal: abort.signal, headers: { accept: "application/json" } })
      .then(async (answer) => (answer.ok ? ((await answer.json()) as T) : null))
      .catch(() => null)
      .then(
        (known) => (abort.signal.aborted ? undefined : setListed(known)),
        () => undefined,
      );
    return () => abort.abort();
  }, [url, wanted]);
  return listed;
}
