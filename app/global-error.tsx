"use client";

import "./theme.css";
import "./base.css";

export default function GlobalError({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}): React.JSX.Element {
  return (
    <html lang="en">
      <body style={{ padding: 32 }}>
        <title>Culprit failed</title>
        <h1>Culprit failed while it made this page.</h1>
        <p>Running investigations go on.{error.digest === undefined ? "" : ` The server's log has the details under ${error.digest}.`}</p>
        <button type="button" onClick={reset} style={{ textDecoration: "underline", minHeight: 44 }}>
          Try again
        </button>
      </body>
    </html>
  );
}
