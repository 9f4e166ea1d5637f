import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectPlace, ObjectStore } from '../quarantine';

/** Object store with a folder per bucket, so that the code for S3 moves local files. */
export function folderStore(folder: string): ObjectStore {
  const fileOf = ({ bucket, key }: ObjectPlace) => join(folder, bucket, key);
  return {
    async head(place) {
      const content = await readFile(fileOf(place)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return content && { bytes: content.length, eTag: createHash('sha256').update(content).digest('hex') };
    },
    async copy(from, to, tags) {
      const found = await this.head(from);
      if (found?.eTag !== from.eTag) throw new Error(`${from.key} has changed since it was looked up`);
      await mkdir(dirname(fileOf(to)), { recursive: true });
      await copyFile(fileOf(from), fileOf(to));
      await writeFile(`${fileOf(to)}.tags.json`, JSON.stringify(tags));
    },
    delete: (place) => rm(fileOf(place)),
  };
}
