import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

/** A local folder in place of a bucket. */
export class LocalBucket {
  constructor(
    public readonly name: string,
    private readonly folder: string,
  ) {}

  public urlOf(key: string): string {
    return `s3://${this.name}/${key}`;
  }

  /** Writes an object atomically: complete or not at all. */
  public async put(key: string, content: string | Uint8Array): Promise<void> {
    const file = this.file(key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.part`, content);
    await rename(`${file}.part`, file);
  }

  /** Path of the object at an S3 URL. @throws Error when the URL names another bucket */
  public async get(url: string): Promise<Buffer> {
    const own = this.urlOf('');
    if (!url.startsWith(own)) throw new Error(`${url} is not in the bucket ${this.name}`);
    return readFile(this.file(url.slice(own.length)));
  }

  /** Keys of the objects below a prefix, sorted. */
  public async list(prefix: string): Promise<readonly string[]> {
    const files = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return files
      .filter((file) => file.isFile() && !file.name.endsWith('.part'))
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(this.folder.length + 1)
          .replaceAll(sep, '/'),
      )
      .filter((key) => key.startsWith(prefix))
      .sort();
  }

  public async move(key: string, to: string): Promise<void> {
    await mkdir(dirname(this.file(to)), { recursive: true });
    await rename(this.file(key), this.file(to));
  }

  private file(key: string): string {
    return join(this.folder, ...key.split('/'));
  }
}
