import { useState } from "react";
import { Form } from "../atoms/Form.tsx";
import { SureButton } from "../atoms/SureButton.tsx";
import { SignInFields } from "../access/SignInFields.tsx";
import { Field, RoleField, type HostDraft } from "../start/Fields.tsx";
import { Sample } from "./Sample.tsx";

const plain = { spellCheck: false, autoComplete: "off" } as const;

/** What is typed into, in every state. */
export function Fields(): React.JSX.Element {
  return (
    <>
      <h2>Fields</h2>
      <Sample title="field: with a hint, optional, wrong, off">
        <Form onSend={() => undefined}>
          <Field label="Address to probe" hint="Of the host that answers.">
            {({ id, describedBy }) => <input id={id} aria-describedby={describedBy} placeholder="192.0.2.20" {...plain} />}
          </Field>
          <Field label="Title" optional hint="How you will find it again.">
            {({ id, describedBy }) => <input id={id} aria-describedby={describedBy} {...plain} />}
          </Field>
          <Field label="Probes" wrong="At least 100, or a small share of loss is not seen.">
            {({ id, describedBy }) => <input id={id} aria-describedby={describedBy} aria-invalid defaultValue="3" {...plain} />}
          </Field>
          <Field label="Network namespace" hint="Nobody may choose it here.">
            {({ id, describedBy }) => <input id={id} aria-describedby={describedBy} disabled defaultValue="qrouter-8d4f2c1e" {...plain} />}
          </Field>
          <Field label="Incident type" hint="One of a few.">
            {({ id, describedBy }) => (
              <select id={id} aria-describedby={describedBy}>
                <option>A small share of the packets is lost</option>
                <option>Large packets vanish</option>
              </select>
            )}
          </Field>
        </Form>
      </Sample>
      <Sample title="hosts of a role; wrong, and none yet">
        <Role wrong={undefined} />
        <Role wrong="No host is called cmp-77." />
      </Sample>
      <Sample title="name and password">
        <SignInFields onIn={() => undefined} login="ines" />
      </Sample>
      <Sample title="asks before it does what cannot be undone">
        <div>
          <SureButton sure="Press again to remove it" onSure={() => undefined}>
            Remove
          </SureButton>
        </div>
      </Sample>
    </>
  );
}

function Role({ wrong }: { readonly wrong: string | undefined }): React.JSX.Element {
  const [drafts, setDrafts] = useState<readonly HostDraft[]>([{ at: wrong === undefined ? "" : "cmp-77", netns: "" }]);
  return (
    <RoleField
      spec={{ title: "Receiver", about: "The host that answers.", required: true, most: 3 }}
      drafts={drafts}
      wrong={() => wrong}
      roleWrong={undefined}
      suggestions="none"
      withNetns={false}
      first={false}
      onChange={setDrafts}
    />
  );
}
