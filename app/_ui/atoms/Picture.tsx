import type { ComponentProps } from "react";

/**
 * A picture of somebody's note. Next would fetch and store smaller copies of it, asking nobody whether they may see it; it comes as it is, from where rights
 * are asked.
 */
export function Picture({ alt, ...rest }: ComponentProps<"img">): React.JSX.Element {
  // eslint-disable-next-line @next/next/no-img-element -- its optimizer would store copies that no right guards
  return <img alt={alt} decoding="async" {...rest} />;
}
