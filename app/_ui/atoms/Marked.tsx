/** Text that was cut where words of a query stand: odd parts are matches. */
export function Marked({ parts }: { readonly parts: readonly string[] }): React.JSX.Element {
  return <>{parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}</>;
}
