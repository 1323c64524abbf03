import { RotateCw } from "lucide-react";
import type { CommandCard } from "#machines/journal/message.ts";
import { Button } from "../atoms/Button.tsx";
import { STROKE } from "../atoms/Words.tsx";

interface Props {
  readonly card: CommandCard;
  readonly onRun: (collector: string, host: string) => void;
}

/** A passive read once more, outside the judgement. */
export function RunAgain({ card, onRun }: Props): React.JSX.Element {
  return (
    <Button
      small
      look="quiet"
      iconOnly
      aria-label={`Run ${card.title} on ${card.hostName} again`}
      title="Run again: shown, never judged"
      onClick={() => onRun(card.collector, card.host)}
    >
      <RotateCw size={16} strokeWidth={STROKE} aria-hidden />
    </Button>
  );
}
