-- AlterTable
ALTER TABLE "investigation" ADD COLUMN     "change_open_since" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "investigation_change_open_since_idx" ON "investigation"("change_open_since");
