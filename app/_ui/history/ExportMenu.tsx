"use client";

import { Download } from "lucide-react";
import { STROKE } from "../atoms/Words.tsx";
import { Button } from "../atoms/Button.tsx";
import { MoreMenu } from "../investigation/MoreMenu.tsx";

/** Takes away what matches, wherever the page stands in it. */
export function ExportMenu({ query, empty }: { readonly query: string; readonly empty: boolean }): React.JSX.Element {
  const icon = <Download size={16} strokeWidth={STROKE} aria-hidden />;
  if (empty)
    return (
      <Button small disabled>
        {icon}
        Export
      </Button>
    );
  return <MoreMenu label="Export what matches" say="Export" icon={icon} entries={exportEntries(query)} />;
}

export function exportEntries(query: string): readonly { readonly say: string; readonly href: string }[] {
  const href = (format: string): string => `/api/v1/investigations/export?${query === "" ? "" : `${query}&`}format=${format}`;
  return [
    { say: "Table as CSV", href: href("csv") },
    { say: "Verdicts as Markdown", href: href("markdown") },
    { say: "Bundles, one a line", href: href("ndjson") },
  ];
}
