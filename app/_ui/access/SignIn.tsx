"use client";

import { Button } from "../atoms/Button.tsx";
import styles from "./access.module.css";
import { Alone } from "./Alone.tsx";
import { leaveFor } from "./leave.ts";
import { SignInFields } from "./SignInFields.tsx";

interface Props {
  /** A path of ours; the server checked it. */
  readonly to: string;
  /** What people call the identity provider; null for none. */
  readonly provider: string | null;
  readonly problem: string | null;
}

const PROBLEMS: Readonly<Record<string, (provider: string) => string>> = {
  provider: (provider) => `Signing in with ${provider} did not come to an end. Try again; the server's log says why.`,
  unknown: (provider) => `${provider} knows you, and there is no account for you here. An administrator can invite your address of mail.`,
};

export function SignIn({ to, provider, problem }: Props): React.JSX.Element {
  const say = problem === null || provider === null || !Object.hasOwn(PROBLEMS, problem) ? null : PROBLEMS[problem]?.(provider);
  return (
    <Alone title="Sign in">
      {say === null || say === undefined ? null : (
        <p className={styles.wrong} role="alert">
          {say}
        </p>
      )}
      {provider === null ? null : (
        <>
          <Button className={styles.wide} onClick={() => leaveFor(`/api/v1/session/provider?to=${encodeURIComponent(to)}`)}>
            Sign in with {provider}
          </Button>
          <p className={styles.or}>or</p>
        </>
      )}
      <SignInFields onIn={() => leaveFor(to)} />
      <p>
        <small>No account, or the password is lost: an administrator can make you a link.</small>
      </p>
    </Alone>
  );
}
