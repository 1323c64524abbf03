"use client";

import "./theme.css";
import "./base.css";

export default function GlobalError({ reset }: { readonly reset: () => void }): React.JSX.Element {
  return (
    <html lang="en">
      <body style={{ padding: 32 }}>
        <title>Culprit failed</title>
        <h1>Culprit failed while it made this page.</h1>
        <p>Running investigations go on.</p>
        <button type="button" onClick={reset} style={{ textDecoration: "underline", minHeight: 44 }}>
          Try again
        </button>
      </body>
    </html>
  );
}
