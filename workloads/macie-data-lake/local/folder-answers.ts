import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Answers of S3 with a folder per bucket, to the operations that move an object. An object has the tags that a file beside it says. */
export function folderAnswers(folder: string) {
  const fileOf = ({ Bucket, Key }: Place) => join(folder, Bucket, Key);
  const tagsOf = async (place: Place) => JSON.parse((await contentOf(`${fileOf(place)}.tags.json`))?.toString() ?? '{}') as Record<string, string>;
  const objectAt = async (place: Place) => {
    const content = await contentOf(fileOf(place));
    return content && { ContentLength: content.length, ETag: `"${createHash('sha256').update(content).digest('hex')}"` };
  };
  return {
    async HeadObject(place: Place) {
      return (await objectAt(place)) ?? refused('NotFound', 'UnknownError');
    },
    async GetObjectTagging(place: Place) {
      return { TagSet: Object.entries(await tagsOf(place)).map(([Key, Value]) => ({ Key, Value })) };
    },
    async CopyObject({
      CopySource,
      CopySourceIfMatch: eTag,
      Tagging = '',
      ...to
    }: Place & Readonly<Record<'CopySource' | 'CopySourceIfMatch' | 'Tagging', string>>) {
      const [, Bucket = '', Key = ''] = /^([^/]+)\/(.+)$/s.exec(decodeURIComponent(CopySource)) ?? [];
      const found = (await objectAt({ Bucket, Key })) ?? refused('NoSuchKey', 'The specified key does not exist.');
      if (found.ETag !== eTag) refused('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
      await mkdir(dirname(fileOf(to)), { recursive: true });
      await copyFile(fileOf({ Bucket, Key }), fileOf(to));
      await writeFile(`${fileOf(to)}.tags.json`, JSON.stringify(Object.fromEntries(new URLSearchParams(Tagging))));
      return { CopyObjectResult: { ETag: found.ETag } };
    },
    async DeleteObject(place: Place) {
      await rm(fileOf(place), { force: true });
      return {};
    },
  };
}

async function contentOf(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** S3 names its errors, and callers tell them by that. */
function refused(name: string, message: string): never {
  throw Object.assign(new Error(message), { name });
}
