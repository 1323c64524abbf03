import Link from "next/link";

/** Whoever revokes a key because it got into wrong hands has to know what was started with it and runs. */
export function AfterRevoking(): React.JSX.Element {
  return (
    <>
      Revoking a key stops nothing that was started with it: investigations and watches belong to the person, and go on. They are under{" "}
      <Link href="/history?status=open" prefetch={false}>
        running
      </Link>
      : open each one and press Stop.
    </>
  );
}
