import type { Client } from "../client.ts";

export interface Starter {
  readonly id: string;
  readonly name: string;
}

/** From one person to the next along the index: it costs as many steps as there are people, however many investigations each of them started. */
const STARTERS = `
with recursive person as (
  (select started_by_id as id from investigation order by started_by_id limit 1)
  union all
  select (select started_by_id from investigation where started_by_id > person.id order by started_by_id limit 1) from person where person.id is not null
)
select person.id, (select started_by_name from investigation where started_by_id = person.id order by created_at desc, id desc limit 1) as name
from person where person.id is not null limit 500`;

export async function starters({ pool }: Client): Promise<readonly Starter[]> {
  const { rows } = await pool.query<Starter>(STARTERS);
  return rows.toSorted((a, b) => a.name.localeCompare(b.name));
}
