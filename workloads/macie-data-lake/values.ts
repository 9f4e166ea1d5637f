import { oneOf, type Random, randomOf, whole } from '../random/random';
import type { TableName } from './tables';

/** Inputs of a generated value. */
export interface Cell {
  readonly table: TableName;
  readonly column: string;
  readonly row: number;
  /** Index of the row's patient. */
  readonly patient: number;
  readonly seed: number;
  readonly random: Random;
}

const FIRST = ['Ada', 'Bela', 'Carl', 'Dana', 'Emil', 'Fay', 'Gus', 'Hanna'];
const LAST = ['Alder', 'Birch', 'Cedar', 'Elm', 'Hazel', 'Linden', 'Maple', 'Rowan'];
const CITY = ['Arden', 'Brook', 'Clay', 'Dale'];
const FINDING = ['Fever', 'Cough', 'Fracture', 'Check-up', 'Allergic reaction'];

/** A UUID-shaped id, deterministic for its input. */
function idOf(kind: string, index: number, seed: number): string {
  const random = randomOf(seed, `${kind}/${index}`);
  const hex = Array.from({ length: 32 }, () => whole(random, 0, 15).toString(16)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const digits = (random: Random, count: number) => Array.from({ length: count }, () => whole(random, 0, 9)).join('');
const day = (random: Random, firstYear: number, lastYear: number) =>
  `${whole(random, firstYear, lastYear)}-${String(whole(random, 1, 12)).padStart(2, '0')}-${String(whole(random, 1, 28)).padStart(2, '0')}`;
const money = (random: Random) => (whole(random, 100, 99_999) / 100).toFixed(2);

/** Value generators by column name; other columns are numbers. All persons are fictitious. */
const VALUES: Readonly<Record<string, (cell: Cell) => string>> = {
  Id: ({ table, row, seed }) => idOf(table, row, seed),
  PATIENT: ({ patient, seed }) => idOf('patients', patient, seed),
  ENCOUNTER: ({ seed, random }) => idOf('encounters', whole(random, 0, 499), seed),
  ORGANIZATION: ({ seed, random }) => idOf('organizations', whole(random, 0, 19), seed),
  PROVIDER: ({ seed, random }) => idOf('providers', whole(random, 0, 39), seed),
  PAYER: ({ seed, random }) => idOf('payers', whole(random, 0, 9), seed),
  BIRTHDATE: ({ random }) => day(random, 1930, 2019),
  DEATHDATE: () => '',
  DATE: ({ random }) => day(random, 2010, 2020),
  START: ({ random }) => day(random, 2010, 2019),
  STOP: ({ random }) => day(random, 2019, 2020),
  // Numbers that begin with 999 are never assigned.
  SSN: ({ random }) => `999-${digits(random, 2)}-${digits(random, 4)}`,
  DRIVERS: ({ random }) => `S999${digits(random, 5)}`,
  PASSPORT: ({ random }) => `X${digits(random, 8)}X`,
  PREFIX: ({ random }) => oneOf(random, ['Mr.', 'Ms.', 'Dr.']),
  FIRST: ({ random }) => oneOf(random, FIRST),
  LAST: ({ random }) => oneOf(random, LAST),
  MAIDEN: ({ random }) => oneOf(random, LAST),
  SUFFIX: () => '',
  NAME: ({ table, random }) => (table === 'providers' ? `${oneOf(random, FIRST)} ${oneOf(random, LAST)}` : `${oneOf(random, CITY)} Health`),
  ADDRESS: ({ random }) => `${whole(random, 1, 999)} ${oneOf(random, LAST)} Street`,
  CITY: ({ random }) => oneOf(random, CITY),
  BIRTHPLACE: ({ random }) => oneOf(random, CITY),
  COUNTY: ({ random }) => `${oneOf(random, CITY)} County`,
  STATE: () => 'MA',
  STATE_HEADQUARTERED: () => 'MA',
  ZIP: ({ random }) => `0${digits(random, 4)}`,
  // Numbers from 555-0100 to 555-0199 are reserved for fiction.
  PHONE: ({ random }) => `617-555-01${digits(random, 2)}`,
  GENDER: ({ random }) => oneOf(random, ['F', 'M']),
  MARITAL: ({ random }) => oneOf(random, ['M', 'S']),
  RACE: () => '',
  ETHNICITY: () => '',
  ENCOUNTERCLASS: ({ random }) => oneOf(random, ['ambulatory', 'emergency', 'wellness']),
  DESCRIPTION: ({ random }) => oneOf(random, FINDING),
  REASONDESCRIPTION: ({ random }) => oneOf(random, FINDING),
  BODYSITE_DESCRIPTION: () => 'Chest',
  MODALITY_CODE: () => 'DX',
  MODALITY_DESCRIPTION: () => 'Digital Radiography',
  SOP_CODE: () => '1.2.840.10008.5.1.4.1.1.1.1',
  SOP_DESCRIPTION: () => 'Digital X-Ray Image Storage',
  UDI: ({ random }) => `(01)${digits(random, 14)}`,
  UNITS: ({ random }) => oneOf(random, ['kg', 'cm', 'mmHg']),
  TYPE: () => 'numeric',
  OWNERSHIP: ({ random }) => oneOf(random, ['Guardian', 'Self', 'Spouse']),
  SPECIALITY: () => 'GENERAL PRACTICE',
  START_YEAR: ({ random }) => String(whole(random, 1990, 2010)),
  END_YEAR: ({ random }) => String(whole(random, 2010, 2020)),
};

/** Value of a cell. Contains no comma and no quote. */
export function cellOf(cell: Cell): string {
  return (VALUES[cell.column] ?? (({ random }) => money(random)))(cell);
}
