/** Search and filters of the history, as they stand in its address. */
export const FILTERS = ["type", "outcome", "cause", "host", "by", "since", "until", "signed", "held", "watch", "status"] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Readonly<Partial<Record<FilterName | "q", string>>>;

export const OUTCOMES: Readonly<Record<string, string>> = {
  confirmed: "Confirmed",
  established: "Established",
  suspected: "Suspected",
  severalEstablished: "Several causes",
  severalSuspected: "Several suspected",
  noneOfThese: "None of these",
  undetermined: "Undetermined",
  symptomAbsent: "Symptom absent",
  stopped: "Stopped",
};

export const SIGNED: Readonly<Record<string, string>> = { yes: "signed off", no: "not signed off", overruled: "overruled" };

export const TITLES: Readonly<Record<FilterName, string>> = {
  type: "incident type",
  outcome: "verdict",
  cause: "cause",
  host: "host",
  by: "by",
  since: "since",
  until: "until",
  signed: "review",
  held: "handed over to",
  watch: "watch that began with",
  status: "status",
};

/** What is not a filter of the history is left out; so is the place in the list, since it belongs to these filters only. */
export function filtersIn(params: URLSearchParams): Filters {
  const found: Partial<Record<FilterName | "q", string>> = {};
  for (const name of ["q", ...FILTERS] as const) {
    const value = params.get(name)?.trim();
    if (value !== undefined && value !== "") found[name] = value;
  }
  return found;
}

export function queryText(filters: Filters, more: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams([...Object.entries(filters), ...Object.entries(more)].filter(([, value]) => value !== "")).toString();
}

export function address(filters: Filters, more: Readonly<Record<string, string>> = {}): string {
  const query = queryText(filters, more);
  return query === "" ? "/history" : `/history?${query}`;
}

export function without(filters: Filters, name: FilterName): Filters {
  const { [name]: _gone, ...rest } = filters;
  return rest;
}
