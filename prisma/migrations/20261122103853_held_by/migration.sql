-- AlterTable
ALTER TABLE "investigation" ADD COLUMN     "held_by" TEXT,
ADD COLUMN     "held_by_id" TEXT;

-- CreateIndex
CREATE INDEX "investigation_held_by_id_created_at_id_idx" ON "investigation"("held_by_id", "created_at" DESC, "id" DESC);
