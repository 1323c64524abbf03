-- AlterTable
ALTER TABLE "investigation" ADD COLUMN     "watch_open_since" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "investigation_watch_open_since_idx" ON "investigation"("watch_open_since");
