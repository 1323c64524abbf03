-- CreateIndex
CREATE INDEX "observation_collector_started_at_idx" ON "observation"("collector", "started_at" DESC);
