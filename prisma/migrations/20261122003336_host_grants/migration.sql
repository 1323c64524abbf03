-- CreateTable
CREATE TABLE "host_grant" (
    "group" TEXT NOT NULL,
    "grantee" TEXT NOT NULL,
    "rights" TEXT[],

    CONSTRAINT "host_grant_pkey" PRIMARY KEY ("group","grantee")
);

-- CreateTable
CREATE TABLE "setting" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("name")
);
