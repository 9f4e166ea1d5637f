/** What of one's own kind counts as sensitive. */
export interface Identifier {
  readonly name: string;
  /** Regular expression in the subset that JavaScript and Macie read alike. */
  readonly regex: string;
  /** Words of which one is in the name of the column, or near the match. */
  readonly keywords: readonly string[];
  readonly description: string;
  /** A value that it finds. */
  readonly example: string;
}

/** Characters between a keyword and the end of a match, at most: Macie's default. */
export const MATCH_DISTANCE = 50;

export const identifiers: readonly Identifier[] = [
  {
    name: 'Patient ID',
    regex: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    keywords: ['PATIENT'],
    description: 'Id of a patient: five groups of hexadecimal digits',
    example: '034e9e3b-2def-4559-bb2a-7850888ae060',
  },
  {
    name: 'US Driver License',
    regex: 'S[0-9]{8}',
    keywords: ['DRIVERS'],
    description: 'Number of a driver license: S and eight digits',
    example: 'S99927915',
  },
  {
    name: 'US Passport',
    regex: 'X[0-9]{8}X',
    keywords: ['PASSPORT'],
    description: 'Number of a passport: eight digits between X',
    example: 'X70531895X',
  },
];
