/** The lines of the host in a frame's answer, as script.ts prints them and frame-parser.ts reads them. */
export const headerLines = (
  nonce: string,
  bootId: string | null,
  uid: number | null,
): { readonly stdout: string; readonly stderr: string } => ({
  stdout: `\n${nonce} h ${bootId ?? "-"} ${uid ?? "-"}\n`,
  stderr: `\n${nonce} h\n`,
});

export const startLine = (nonce: string, index: number, pid: number): string => `\n${nonce} s ${index} ${pid}\n`;

export const endLines = (
  nonce: string,
  index: number,
  end: { readonly code: number; readonly uptimeSeconds: number | null },
): { readonly stdout: string; readonly stderr: string } => ({
  stdout: `\n${nonce} e ${index} ${end.code} ${end.uptimeSeconds?.toFixed(2) ?? "-"}\n`,
  stderr: `\n${nonce} ${index}\n`,
});
