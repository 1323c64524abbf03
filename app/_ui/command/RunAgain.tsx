import { RotateCw } from "lucide-react";
import type { CommandCard } from "#machines/journal/message.ts";
import { Button } from "../atoms/Button.tsx";
import { Press } from "../atoms/Press.tsx";
import { STROKE } from "../atoms/Words.tsx";

interface Props {
  readonly card: CommandCard;
  readonly onRun: (collector: string, host: string) => void;
}

/** A passive read once more, outside the judgement. A press counts before the conversation's code has come. */
export function RunAgain({ card, onRun }: Props): React.JSX.Element {
  return (
    <Press onSend={() => onRun(card.collector, card.host)}>
      <Button
        small
        look="quiet"
        iconOnly
        type="submit"
        aria-label={`Run ${card.title} on ${card.hostName} again`}
        title="Run again: shown, never judged"
      >
        <RotateCw size={16} strokeWidth={STROKE} aria-hidden />
      </Button>
    </Press>
  );
}
