-- CreateTable
CREATE TABLE "alert" (
    "id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "name" TEXT NOT NULL,
    "group_key" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "annotations" JSONB NOT NULL,
    "generator_url" TEXT NOT NULL,
    "left_out" INTEGER NOT NULL DEFAULT 0,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heard_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),
    "dismissed_at" TIMESTAMPTZ(3),
    "dismissed_by" TEXT,
    "investigation_id" TEXT,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "alert_heard_at_idx" ON "alert"("heard_at");

-- CreateIndex
CREATE INDEX "alert_name_group_key_idx" ON "alert"("name", "group_key");

-- CreateIndex
CREATE INDEX "alert_investigation_id_idx" ON "alert"("investigation_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_fingerprint_starts_at_key" ON "alert"("fingerprint", "starts_at");

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_investigation_id_fkey" FOREIGN KEY ("investigation_id") REFERENCES "investigation"("id") ON DELETE SET NULL ON UPDATE CASCADE;
