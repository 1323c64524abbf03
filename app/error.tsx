"use client";

import { Button, ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { NotLoaded } from "#app/_ui/atoms/later.ts";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";

/** A page could not be made. Investigations go on: they do not depend on pages. */
export default function PageError({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}): React.JSX.Element {
  const isUnloaded = error instanceof NotLoaded || error.name === "ChunkLoadError";
  return (
    <Page title="This page could not be shown">
      <Empty
        title={isUnloaded ? "A part of this page could not be loaded." : "Culprit failed while it made this page."}
        acts={
          <>
            <Button small onClick={isUnloaded ? () => location.reload() : reset}>
              {isUnloaded ? "Load the page anew" : "Try again"}
            </Button>
            <ButtonLink small look="quiet" href="/investigations" prefetch={false}>
              All investigations
            </ButtonLink>
          </>
        }
      >
        {isUnloaded ? "The server does not answer, or is another version by now. " : ""}Running investigations go on.{" "}
        {error.digest === undefined ? "" : `The server's log has the details under ${error.digest}.`}
      </Empty>
    </Page>
  );
}
