-- CreateTable
CREATE TABLE "deed" (
    "n" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "deed_pkey" PRIMARY KEY ("n")
);
