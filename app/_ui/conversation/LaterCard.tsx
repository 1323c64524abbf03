"use client";

import { type ComponentProps } from "react";
import { Awaiting } from "../atoms/Awaiting.tsx";
import type { CommandCard as Card } from "../command/CommandCard.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import { part } from "../atoms/part.tsx";

const CommandCard = part(() => import("../command/CommandCard.tsx").then(({ CommandCard: component }) => component));

/** A command's card, whose code comes after the page's own: the server has painted it already. */
export function LaterCard(props: ComponentProps<typeof Card>): React.JSX.Element {
  return (
    <Awaiting fallback={<Skeleton rows={2} />}>
      <CommandCard {...props} />
    </Awaiting>
  );
}
