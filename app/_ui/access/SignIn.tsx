"use client";

import { Alone } from "./Alone.tsx";
import { SignInFields } from "./SignInFields.tsx";

/** `to` is a path of ours; the server checked it. */
export function SignIn({ to }: { readonly to: string }): React.JSX.Element {
  return (
    <Alone title="Sign in">
      {/* The whole page is loaded anew: what stands around it depends on who looks. */}
      <SignInFields onIn={() => location.assign(to)} />
      <p>
        <small>No account, or the password is lost: an administrator can make you a link.</small>
      </p>
    </Alone>
  );
}
