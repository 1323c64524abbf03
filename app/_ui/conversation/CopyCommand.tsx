import { holesIn } from "#machines/explain/steps.ts";
import { CopyButton } from "../atoms/CopyButton.tsx";

/** A command with a hole is not whole: whoever copies it is told what to put in, before and after. */
export function CopyCommand({ text, label = "Copy the command" }: { readonly text: string; readonly label?: string }): React.JSX.Element {
  const holes = holesIn(text);
  if (holes.length === 0) return <CopyButton text={text} label={label} />;
  const names = holes.map((hole) => `<${hole}>`).join(", ");
  return (
    <CopyButton
      text={text}
      label={`${label}; put in ${names} before you run it`}
      said={`Copied, and not whole: put in ${names} before you run it.`}
    />
  );
}
