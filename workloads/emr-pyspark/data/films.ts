import { oneOf, type Random, randomOf, whole } from '../../random/random';

/** A film with its three ids. */
export interface Film {
  /** Id in The Movie Database. */
  readonly id: number;
  /** Id in MovieLens, which the ratings use. */
  readonly movieId: number;
  readonly imdbId: number;
  readonly title: string;
  /** `2004-07-15`. */
  readonly released: string;
  readonly popularity: number;
  /** Mean of its ratings; undefined for a film without ratings. */
  readonly quality: number | undefined;
  readonly subjects: readonly string[];
  readonly actors: readonly string[];
}

/** Subjects and actors that `movie-choices` selects, and their spellings. */
const WANTED_SUBJECTS = ['artificial intelligence', 'robot', 'killer robot', 'humanoid robot'];
const WANTED_ACTORS = ['Will Smith', 'Arnold Schwarzenegger', 'Keanu Reeves'];

const SUBJECTS = ['love', 'friendship', 'heist', 'sea', 'winter', 'train', 'detective', 'island', 'family', 'chess', 'moon', "children's game"];
const FIRST_NAMES = ['Ada', 'Bruno', 'Clara', 'Dario', 'Elif', 'Femi', 'Greta', 'Hiro', 'Ines', 'Jonas', 'Kira', 'Luca'];
const LAST_NAMES = ['Abel', 'Brandt', "O'Connor", 'Duarte', 'Eriksen', 'Fontaine', 'Greco', 'Haddad', 'Ivanova', 'Jansen'];
const ADJECTIVES = ['Silent', 'Last', 'Golden', 'Broken', 'Distant', 'Electric', 'Hidden', 'Second', 'Burning', 'Paper'];
const NOUNS = ['Harbour', 'Machine', 'Letter', 'Garden', 'Orbit', 'Winter', 'Engine', 'Promise', 'Mirror', 'Summer'];

/** One film in twenty is about robots or artificial intelligence and stars one of the three actors. */
const WANTED_EVERY = 20;

/** Films in the order of their MovieLens ids. The other ids share the same range, so that one film's id is often another film's. */
export function filmsOf(count: number, seed: number): readonly Film[] {
  const random = randomOf(seed, 'films');
  const ids = shuffled(
    Array.from({ length: count }, (_, at) => at * 2 + 2),
    random,
  );
  return ids.map((id, at) => film(id, at, random));
}

function film(id: number, at: number, random: Random): Film {
  const wanted = at % WANTED_EVERY === 0;
  // Some match the subject but no actor, and some the other way round.
  const subject = wanted || at % WANTED_EVERY === 7;
  const actor = wanted || at % WANTED_EVERY === 13;
  return {
    id,
    movieId: at + 1,
    imdbId: 100_000 + at * 7 + whole(random, 0, 6),
    title: `${at % 3 === 0 ? 'The ' : ''}${oneOf(random, ADJECTIVES)} ${oneOf(random, NOUNS)}${at % 11 === 0 ? `, Part ${whole(random, 2, 4)}` : ''}`,
    released: new Date(Date.UTC(1970, 0, 1) + whole(random, 0, 16_500) * 86_400_000).toISOString().slice(0, 10),
    popularity: Math.round(random() ** 3 * 60e6) / 1e6,
    // The selected films, too, include the one in a hundred without ratings.
    quality: at % 100 === 20 ? undefined : 1.5 + random() * 3,
    subjects: [...some(SUBJECTS, random), ...(subject ? [oneOf(random, WANTED_SUBJECTS)] : [])],
    actors: [
      ...Array.from({ length: whole(random, 3, 8) }, () => `${oneOf(random, FIRST_NAMES)} ${oneOf(random, LAST_NAMES)}`),
      ...(actor ? [oneOf(random, WANTED_ACTORS)] : []),
    ],
  };
}

function some(items: readonly string[], random: Random): readonly string[] {
  return items.filter(() => random() < 0.2);
}

function shuffled(items: number[], random: Random): readonly number[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items;
}
