import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Characters collected before each write. */
const BLOCK = 65_536;

/** Streams lines to a file, so that memory stays constant, and creates the file's folder. */
export async function writeLines(file: string, lines: Iterable<string>, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await pipeline(Readable.from(blocks(lines)), createWriteStream(file), { signal });
}

function* blocks(lines: Iterable<string>): Generator<string> {
  let block = '';
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length > BLOCK) {
      yield block;
      block = '';
    }
  }
  yield block;
}
