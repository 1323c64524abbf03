-- The investigations of one watch are found by what their ids begin with (machines/journal/watch-part.ts: PART_ID): schema.prisma cannot say an index of an expression.
CREATE INDEX "investigation_watch_idx" ON "investigation"(regexp_replace("id", '-e([0-9]{1,3})$', ''), "created_at" DESC, "id" DESC);
