import { oneOf, type Random, randomOf, whole } from '../../random/random';
import type { Film } from './films';

/** Formats a CSV value: quoted where necessary, with quotes doubled. */
function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function line(values: readonly (string | number)[]): string {
  return values.map((value) => quoted(String(value))).join(',');
}

/** Formats text as a Python literal, as in the lists of the data set. */
function python(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

const JOBS = ['Director', 'Producer', 'Editor', 'Screenplay'];

export function* creditLines(films: readonly Film[], seed: number): Generator<string> {
  const random = randomOf(seed, 'credits');
  yield 'cast,crew,id';
  for (const { id, actors } of films) {
    const cast = actors.map(
      (name, order) =>
        `{'cast_id': ${order + 1}, 'character': ${python(`${name.split(' ')[0]} the ${oneOf(random, JOBS)}`)}, 'credit_id': '${hex(random)}', 'gender': ${whole(random, 0, 2)}, 'id': ${whole(random, 1, 99_999)}, 'name': ${python(name)}, 'order': ${order}, 'profile_path': None}`,
    );
    const crew = JOBS.map((job) => `{'credit_id': '${hex(random)}', 'department': 'Production', 'job': '${job}', 'name': ${python(actors[0]!)}}`);
    yield line([`[${cast.join(', ')}]`, `[${crew.join(', ')}]`, id]);
    // The data set lists some films twice.
    if (isTwice(id)) yield line([`[${cast.join(', ')}]`, '[]', id]);
  }
}

export function* keywordLines(films: readonly Film[], seed: number): Generator<string> {
  const random = randomOf(seed, 'keywords');
  yield 'id,keywords';
  for (const { id, subjects } of films) {
    const list = `[${subjects.map((name) => `{'id': ${whole(random, 1, 9_999)}, 'name': ${python(name)}}`).join(', ')}]`;
    yield line([id, list]);
    if (isTwice(id)) yield line([id, list]);
  }
}

export function* linkLines(films: readonly Film[]): Generator<string> {
  yield 'movieId,imdbId,tmdbId';
  for (const { movieId, imdbId, id } of films) yield `${movieId},${String(imdbId).padStart(7, '0')},${id}`;
  // A MovieLens film that The Movie Database does not have.
  yield `${films.at(-1)!.movieId + 1},9999999,`;
}

const METADATA =
  'adult,belongs_to_collection,budget,genres,homepage,id,imdb_id,original_language,original_title,overview,popularity,poster_path,production_companies,production_countries,release_date,revenue,runtime,spoken_languages,status,tagline,title,video,vote_average,vote_count';

const SENTENCES = [
  'Nobody believes what happened, and yet it did.',
  'A letter arrives that says "come home", without a name.',
  'What was lost returns;\nwhat returned is lost.',
  'Two strangers, one train, and a wrong suitcase.',
  '',
];

export function* metadataLines(films: readonly Film[], seed: number): Generator<string> {
  const random = randomOf(seed, 'metadata');
  yield METADATA;
  for (const film of films) {
    const { id, imdbId, title, released, popularity } = film;
    const votes = whole(random, 0, 5_000);
    const row = (known: number) =>
      line([
        ...['False', '', whole(random, 0, 200) * 1e6, "[{'id': 18, 'name': 'Drama'}]", '', id, `tt${String(imdbId).padStart(7, '0')}`, 'en', title],
        ...[`${oneOf(random, SENTENCES)} ${oneOf(random, SENTENCES)}`.trim(), known, `/${hex(random)}.jpg`, '[]'],
        ...["[{'iso_3166_1': 'US', 'name': 'United States of America'}]", released, whole(random, 0, 900) * 1e6, `${whole(random, 60, 190)}.0`],
        ...["[{'iso_639_1': 'en', 'name': 'English'}]", 'Released', oneOf(random, SENTENCES), title, 'False', (random() * 10).toFixed(1), votes],
      ]);
    yield row(popularity);
    if (isTwice(id)) yield row(popularity / 2);
  }
  // Rows with missing columns and no film id; the data set has three.
  yield line([
    'False',
    '',
    0,
    '[]',
    '',
    '1997-08-20',
    '',
    'en',
    'Lost Columns',
    '',
    'Beware',
    '',
    '[]',
    '[]',
    '1',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
  ]);
}

function isTwice(id: number): boolean {
  return id % 50 === 4;
}

function hex(random: Random): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
