import { randomOf, whole } from '../../random/random';
import type { Film } from './films';

const FROM = Date.UTC(2014, 0, 1) / 1_000;
const TO = Date.UTC(2017, 7, 4) / 1_000;

/** First and last second of 2016 and the seconds next to them, to detect a window that is off by one. */
const EDGES = [-1, 0].flatMap((second) => [Date.UTC(2016, 0, 1) / 1_000 + second, Date.UTC(2017, 0, 1) / 1_000 + second]);

/** Maximum number of ratings of one user. */
const A_USER = 60;

/** Ratings by user, 0.5 to 5.0 in steps of 0.5, around the quality of the film; films with low ids are rated more often. */
export function* ratingLines(name: string, rows: number, films: readonly Film[], seed: number): Generator<string> {
  const random = randomOf(seed, name);
  yield 'userId,movieId,rating,timestamp';
  let user = 0;
  let left = 0;
  for (let row = 0; row < rows; row++) {
    if (left === 0) {
      user++;
      left = whole(random, 1, A_USER);
    }
    left--;
    const { movieId, quality = 0 } = films[Math.floor(random() ** 2 * films.length)]!;
    const halves = Math.round(2 * (quality + (random() + random() - 1) * 2.5));
    const rating = Math.min(10, Math.max(1, halves)) / 2;
    const time = EDGES[row] ?? whole(random, FROM, TO);
    yield `${user},${movieId},${rating.toFixed(1)},${time}`;
  }
}
