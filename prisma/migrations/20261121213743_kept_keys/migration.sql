-- AlterTable
ALTER TABLE "host" ADD COLUMN     "key_at" TIMESTAMPTZ(3),
ADD COLUMN     "key_by" TEXT,
ADD COLUMN     "key_fingerprint" TEXT,
ADD COLUMN     "key_sealed" TEXT;
