/** The alert that an investigation began from, as it was handed in. */
export interface BegunFrom {
  readonly name: string;
  readonly startsAt: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Where its expression can be looked at; empty for none. It came from outside: only http and https are links. */
  readonly generatorUrl: string;
  /** How many of its name and group fired together, itself among them. */
  readonly same: number;
}
