-- AlterTable
ALTER TABLE "investigation" ADD COLUMN     "overruled" TEXT,
ADD COLUMN     "signed_off_at" TIMESTAMPTZ(3),
ADD COLUMN     "signed_off_by" TEXT,
ADD COLUMN     "words" tsvector;

-- CreateTable
CREATE TABLE "fact" (
    "investigation_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "runbook_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "cause" TEXT,
    "host" TEXT,
    "seconds" INTEGER NOT NULL,

    CONSTRAINT "fact_pkey" PRIMARY KEY ("investigation_id")
);

-- CreateTable
CREATE TABLE "test_day" (
    "day" DATE NOT NULL,
    "runbook_id" TEXT NOT NULL,
    "test" TEXT NOT NULL,
    "ran" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "named" INTEGER NOT NULL,

    CONSTRAINT "test_day_pkey" PRIMARY KEY ("day","runbook_id","test")
);

-- CreateTable
CREATE TABLE "saved_view" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "fact_started_at_idx" ON "fact"("started_at");

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_person_id_name_key" ON "saved_view"("person_id", "name");

-- CreateIndex
CREATE INDEX "investigation_verdict_certainty_created_at_id_idx" ON "investigation"("verdict", "certainty", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "investigation_started_by_id_created_at_id_idx" ON "investigation"("started_by_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "investigation_signed_off_at_idx" ON "investigation"("signed_off_at");

-- CreateIndex
CREATE INDEX "investigation_host_names_idx" ON "investigation" USING GIN ("host_names");

-- CreateIndex
CREATE INDEX "investigation_words_idx" ON "investigation" USING GIN ("words");

-- AddForeignKey
ALTER TABLE "fact" ADD CONSTRAINT "fact_investigation_id_fkey" FOREIGN KEY ("investigation_id") REFERENCES "investigation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
