import { ENDS, WATCHES, type Draft } from "./draft.ts";
import { Field } from "./Fields.tsx";

interface Props {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

const REST =
  "Quiet windows are measured anew until one shows the symptom. Hosts rest between them, so that it takes less than 1 % of a core: what lasts shorter than the rest may be missed. The page says how long it is.";
const EACH =
  "Each time has an investigation of its own, 20 at most; every page of them sums all of them up. What ends alike is judged again after a rest that grows from a minute to an hour. It ends where a person has to be asked.";

/** How long it is watched for, and what ends it. */
export function WatchFields({ draft, onChange }: Props): React.JSX.Element {
  return (
    <>
      <Field label="If it comes and goes" hint={REST}>
        {({ id, describedBy }) => (
          <select id={id} value={draft.watch} aria-describedby={describedBy} onChange={(event) => onChange({ watch: event.target.value })}>
            {WATCHES.map(({ seconds, say }) => (
              <option key={seconds} value={seconds}>
                {say}
              </option>
            ))}
          </select>
        )}
      </Field>
      {draft.watch === "" ? null : (
        <Field label="When it shows" hint={draft.each === "" ? undefined : EACH}>
          {({ id, describedBy }) => (
            <select id={id} value={draft.each} aria-describedby={describedBy} onChange={(event) => onChange({ each: event.target.value })}>
              {ENDS.map(({ each, say }) => (
                <option key={each} value={each}>
                  {say}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}
