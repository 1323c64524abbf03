/** A runbook's own text with its addresses made links; never used for what a host printed. */
export function Linked({ text }: { readonly text: string }): React.JSX.Element {
  return (
    <>
      {text.split(/(https:\/\/[^\s;,)]+)/).map((part, index) =>
        index % 2 === 1 ? (
          <a key={index} href={part} target="_blank" rel="noreferrer" style={{ textDecoration: "underline", textUnderlineOffset: 3 }}>
            {part.replace("https://", "")}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}
