import { useEffect, useRef } from "react";
import { toast } from "../atoms/toast.ts";

interface Props {
  /** What a person did to bring the state about. Done once. */
  readonly bring?: (root: HTMLElement) => void;
  readonly children: React.ReactNode;
}

/** What a press brings about may take the focus a moment later. */
const SETTLES_MS = 300;

/**
 * Parts that would act on this very server, as they look: here nothing of it is sent. What folds, opens a menu or leads elsewhere does as usual. None
 * of them takes the focus as it comes, and the page with it.
 */
export function Still({ bring, children }: Props): React.JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const brings = useRef(false);
  const first = useRef(bring);
  useEffect(() => {
    const box = root.current;
    if (box === null) return;
    let timer = setTimeout(() => {
      brings.current = true;
      first.current?.(box);
      brings.current = false;
      first.current = undefined;
      timer = setTimeout(() => (box.inert = false), SETTLES_MS);
    });
    return () => clearTimeout(timer);
  }, []);
  const stop = (event: React.SyntheticEvent): void => {
    if (brings.current) return;
    event.preventDefault();
    event.stopPropagation();
    toast("Nothing is sent from this page.", "note");
  };
  const onClick = (event: React.MouseEvent): void => {
    const button = (event.target as Element).closest("button");
    if (button !== null && !OPENS.some((name) => button.hasAttribute(name))) stop(event);
  };
  const onChange = (event: React.SyntheticEvent): void =>
    (event.target as Element).matches("select, [type=checkbox]") ? stop(event) : undefined;
  return (
    <div ref={root} inert onClickCapture={onClick} onSubmitCapture={stop} onChangeCapture={onChange}>
      {children}
    </div>
  );
}

const OPENS = ["aria-expanded", "aria-haspopup"];

/** Presses the button of this name. */
export const pressing =
  (name: string) =>
  (root: HTMLElement): void =>
    [...root.querySelectorAll("button")].find((one) => [one.textContent, one.getAttribute("aria-label")].includes(name))?.click();
