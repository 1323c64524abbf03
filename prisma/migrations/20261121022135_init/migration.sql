-- CreateEnum
CREATE TYPE "status" AS ENUM ('running', 'waiting', 'paused', 'concluded', 'stopped');

-- CreateTable
CREATE TABLE "investigation" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "runbook_id" TEXT NOT NULL,
    "runbook_version" INTEGER NOT NULL,
    "runbook" JSON NOT NULL,
    "status" "status" NOT NULL,
    "verdict" TEXT,
    "certainty" TEXT,
    "cause" TEXT,
    "host_names" TEXT[],
    "practice" BOOLEAN NOT NULL DEFAULT false,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "commands" INTEGER NOT NULL DEFAULT 0,
    "waiting_for" TEXT[],
    "started_by_id" TEXT NOT NULL,
    "started_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "lease_token" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "investigation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "investigation_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "body" JSON NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "actor_via" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("investigation_id","seq")
);

-- CreateTable
CREATE TABLE "observation" (
    "id" TEXT NOT NULL,
    "investigation_id" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "host" TEXT NOT NULL,
    "collector" TEXT NOT NULL,
    "command_line" TEXT NOT NULL,
    "args" JSON NOT NULL,
    "stdout" BYTEA NOT NULL,
    "stderr" BYTEA NOT NULL,
    "stdout_bytes" INTEGER NOT NULL,
    "stderr_bytes" INTEGER NOT NULL,
    "exit_code" INTEGER,
    "signal" TEXT,
    "truncated" BOOLEAN NOT NULL,
    "sha256" TEXT NOT NULL,
    "boot_id" TEXT,
    "uptime_seconds" DOUBLE PRECISION,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "observation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "investigation_id" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    "instance" TEXT NOT NULL,
    "hypothesis" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "test" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "claim" JSON NOT NULL,
    "saw" JSON NOT NULL,
    "against" JSON NOT NULL,
    "reason" TEXT,
    "observations" TEXT[],

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("investigation_id","n")
);

-- CreateTable
CREATE TABLE "live_output" (
    "id" BIGSERIAL NOT NULL,
    "investigation_id" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "live_output_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "host" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "port" INTEGER,
    "user" TEXT,
    "netns" TEXT,
    "labels" TEXT[],
    "group" TEXT,
    "practice" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "host_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pinned_key" (
    "id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "algorithm" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "approved_by" TEXT NOT NULL,
    "approved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pinned_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "investigation_number_key" ON "investigation"("number");

-- CreateIndex
CREATE INDEX "investigation_created_at_id_idx" ON "investigation"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "investigation_status_created_at_id_idx" ON "investigation"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "investigation_runbook_id_created_at_id_idx" ON "investigation"("runbook_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "investigation_cause_created_at_id_idx" ON "investigation"("cause", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "observation_investigation_id_request_attempt_key" ON "observation"("investigation_id", "request", "attempt");

-- CreateIndex
CREATE INDEX "evidence_hypothesis_state_idx" ON "evidence"("hypothesis", "state");

-- CreateIndex
CREATE INDEX "live_output_investigation_id_id_idx" ON "live_output"("investigation_id", "id");

-- CreateIndex
CREATE INDEX "live_output_at_idx" ON "live_output"("at");

-- CreateIndex
CREATE UNIQUE INDEX "host_name_key" ON "host"("name");

-- CreateIndex
CREATE UNIQUE INDEX "pinned_key_address_port_algorithm_key" ON "pinned_key"("address", "port", "algorithm");

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_investigation_id_fkey" FOREIGN KEY ("investigation_id") REFERENCES "investigation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observation" ADD CONSTRAINT "observation_investigation_id_fkey" FOREIGN KEY ("investigation_id") REFERENCES "investigation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_investigation_id_fkey" FOREIGN KEY ("investigation_id") REFERENCES "investigation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_output" ADD CONSTRAINT "live_output_investigation_id_fkey" FOREIGN KEY ("investigation_id") REFERENCES "investigation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
