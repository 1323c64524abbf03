import type { PictureType } from "#machines/journal/picture.ts";
import type { StoredPicture } from "../journal.ts";
import type { Client } from "./client.ts";

export interface Pictures {
  /** Null when it is not a picture of this investigation, or was removed. */
  picture(investigationId: string, sha256: string): Promise<StoredPicture | null>;
  /** All of one investigation. */
  pictures(investigationId: string): Promise<readonly StoredPicture[]>;
}

export const picturesOf = ({ prisma }: Client): Pictures => ({
  picture: async (investigationId, sha256) => {
    const row = await prisma.picture.findUnique({ where: { investigationId_sha256: { investigationId, sha256 } } });
    return row === null ? null : stored(row);
  },
  pictures: async (investigationId) =>
    (await prisma.picture.findMany({ where: { investigationId }, orderBy: { sha256: "asc" } })).map(stored),
});

type Row = Awaited<ReturnType<Client["prisma"]["picture"]["findMany"]>>[number];

const stored = ({ sha256, type, content }: Row): StoredPicture => ({ sha256, type: type as PictureType, content: Buffer.from(content) });
