/**
 * JSON that PostgreSQL can look into, as SQL. Logs keep texts of hosts and people as they came: a NUL, or half of a pair of surrogates, stands in them as an escape, and for
 * one of these anywhere in it `->` refuses the whole text (https://www.postgresql.org/docs/18/datatype-json.html): one host that prints a NUL would take a list from
 * everybody. They are left out here; a backslash that is written as two is passed over, since what follows it is no escape.
 */
export const readable = (json: string): string =>
  String.raw`(case when strpos(${json}::text, '\u') = 0 then ${json}::json
  else regexp_replace(${json}::text, '(\\\\)|\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\1', 'g')::json end)`;
