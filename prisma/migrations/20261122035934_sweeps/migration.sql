-- AlterTable
ALTER TABLE "investigation" ADD COLUMN     "sweep_id" TEXT;

-- CreateTable
CREATE TABLE "sweep" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "runbook_id" TEXT NOT NULL,
    "runbook_version" INTEGER NOT NULL,
    "hypothesis" TEXT NOT NULL,
    "runbook" JSON NOT NULL,
    "inputs" JSONB NOT NULL,
    "hosts" JSON NOT NULL,
    "at_once" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "started_by_id" TEXT NOT NULL,
    "started_by_name" TEXT NOT NULL,
    "started_via" TEXT NOT NULL,
    "stopped_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sweep_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sweep_number_key" ON "sweep"("number");

-- CreateIndex
CREATE INDEX "sweep_created_at_id_idx" ON "sweep"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "investigation_sweep_id_idx" ON "investigation"("sweep_id");

-- AddForeignKey
ALTER TABLE "investigation" ADD CONSTRAINT "investigation_sweep_id_fkey" FOREIGN KEY ("sweep_id") REFERENCES "sweep"("id") ON DELETE CASCADE ON UPDATE CASCADE;
