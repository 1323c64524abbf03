/** A slot's value: a literal, an input of the incident, or an address of a role's host. */
export type Arg = { readonly literal: string } | { readonly input: string } | { readonly addressOf: string };
