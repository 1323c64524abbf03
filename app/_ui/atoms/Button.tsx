import { clsx } from "clsx";
import Link from "next/link";
import type { ComponentProps } from "react";
import styles from "./atoms.module.css";

interface Look {
  readonly look?: "plain" | "quiet" | "primary" | "stop";
  readonly small?: boolean;
  /** Only an icon stands in it; give it an aria-label. */
  readonly iconOnly?: boolean;
}

function classOf({ look = "plain", small = false, iconOnly = false }: Look, more: string | undefined): string {
  return clsx(styles.button, look !== "plain" && styles[look], small && styles.small, iconOnly && styles.iconOnly, more);
}

export function Button({ look, small, iconOnly, className, type = "button", ...rest }: Look & ComponentProps<"button">): React.JSX.Element {
  return <button type={type} className={classOf(lookOf(look, small, iconOnly), className)} {...rest} />;
}

export function ButtonLink({ look, small, iconOnly, className, ...rest }: Look & ComponentProps<typeof Link>): React.JSX.Element {
  return <Link className={classOf(lookOf(look, small, iconOnly), className)} {...rest} />;
}

const lookOf = (look: Look["look"], small = false, iconOnly = false): Look => ({
  ...(look === undefined ? {} : { look }),
  small,
  iconOnly,
});
