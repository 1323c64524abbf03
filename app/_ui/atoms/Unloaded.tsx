import { Button } from "./Button.tsx";
import { Empty } from "./Place.tsx";

/** In the place of a part that could not be loaded. A page of before an upgrade asks for code that is no more: only loading it anew helps then. */
export function Unloaded({ onAgain }: { readonly onAgain: () => void }): React.JSX.Element {
  return (
    <div role="alert">
      <Empty
        title="This part could not be loaded."
        acts={
          <>
            <Button small onClick={onAgain}>
              Try again
            </Button>
            <Button small look="quiet" onClick={() => location.reload()}>
              Load the page anew
            </Button>
          </>
        }
      >
        The server does not answer, or is another version by now. It is tried again every few seconds; what you typed stays.
      </Empty>
    </div>
  );
}
