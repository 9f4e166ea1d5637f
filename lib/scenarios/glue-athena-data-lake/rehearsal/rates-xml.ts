import { readFile } from 'node:fs/promises';
import { JobError } from '../../../errors';

/** A row of the rates. */
export interface Rate {
  readonly from: string | null;
  readonly to: string | null;
  readonly type: string | null;
  readonly rate: number | null;
  readonly year: number | null;
  readonly month: number | null;
  readonly state: string | null;
}

/** The rates in an XML file, without empty ones. @throws JobError for malformed XML or an invalid number */
export async function ratesIn(file: string): Promise<readonly Rate[]> {
  const { SaxesParser } = await import('saxes');
  const rates: Rate[] = [];
  let row: Map<string, string> | undefined;
  let path: string[] = [];

  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw refused(file, error.message);
  });
  parser.on('opentag', ({ name }) => {
    path = [...path, name];
    if (name === 'row') row = new Map();
  });
  parser.on('text', (text) => {
    const member = path.at(-1) ?? '';
    if (path.at(-2) === 'row') row?.set(member, (row.get(member) ?? '') + text);
  });
  parser.on('closetag', ({ name }) => {
    path = path.slice(0, -1);
    if (name !== 'row' || !row) return;
    const rate = rateOf(row, file);
    if (Object.values(rate).some((value) => value !== null)) rates.push(rate);
    row = undefined;
  });
  parser.write(await readFile(file, 'utf8')).close();
  return rates;
}

function rateOf(row: ReadonlyMap<string, string>, file: string): Rate {
  const text = (name: string) => row.get(name)?.trim() || null;
  const number = (name: string) => {
    const value = text(name);
    if (value === null) return null;
    if (!Number.isFinite(Number(value))) throw refused(file, `${name} is not a number: '${value}'`);
    return Number(value);
  };
  return {
    from: text('from'),
    to: text('to'),
    type: text('type'),
    rate: number('rate'),
    year: number('year'),
    month: number('month'),
    state: text('state'),
  };
}

function refused(file: string, reason: string): JobError {
  return new JobError({ problem: `the rates in ${file} cannot be read`, got: reason, fix: 'correct the file' });
}
