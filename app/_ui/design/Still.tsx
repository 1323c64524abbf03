import { useEffect, useRef } from "react";
import { toast } from "../atoms/toast.ts";

interface Props {
  /** What a person did to bring the state about. Done once, and without taking the focus or the place on the page. */
  readonly bring?: (root: HTMLElement) => void;
  readonly children: React.ReactNode;
}

const LATE_MS = 100;

/** Parts that would act on this very server, as they look: here nothing of it is sent. What folds, opens a menu or leads elsewhere does as usual. */
export function Still({ bring, children }: Props): React.JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const through = useRef(false);
  const brought = useRef(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (bring === undefined || root.current === null || brought.current) return;
      brought.current = true;
      const { scrollX, scrollY } = globalThis;
      const before = document.activeElement;
      through.current = true;
      bring(root.current);
      through.current = false;
      requestAnimationFrame(() => {
        if (document.activeElement !== before && root.current?.contains(document.activeElement))
          (document.activeElement as HTMLElement).blur();
        scrollTo(scrollX, scrollY);
      });
    }, LATE_MS);
    return () => clearTimeout(timer);
  });
  const stop = (event: React.SyntheticEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    toast("Nothing is sent from this page.", "note");
  };
  const onClick = (event: React.MouseEvent): void => {
    const button = (event.target as Element).closest("button");
    if (through.current || button === null || OPENS.some((name) => button.hasAttribute(name))) return;
    stop(event);
  };
  const onChange = (event: React.SyntheticEvent): void => {
    if (!through.current && (event.target as Element).matches("select, [type=checkbox]")) stop(event);
  };
  return (
    <div
      ref={root}
      onClickCapture={onClick}
      onSubmitCapture={(event) => (through.current ? undefined : stop(event))}
      onChangeCapture={onChange}
    >
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
