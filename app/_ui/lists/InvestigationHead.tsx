/** The columns of an investigation, wherever rows of them stand. */
export function InvestigationHead(): React.JSX.Element {
  return (
    <>
      <th>investigation</th>
      <th>incident type</th>
      <th>hosts</th>
      <th>verdict</th>
      <th>cause</th>
      <th className="number">took</th>
      <th className="number">commands</th>
      <th>by</th>
      <th className="number">started</th>
    </>
  );
}
