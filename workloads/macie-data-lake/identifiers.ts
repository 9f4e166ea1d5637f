/** A custom data identifier. */
export interface Identifier {
  readonly name: string;
  /** Regular expression in the subset that JavaScript and Macie share. */
  readonly regex: string;
  /** Keywords, of which one must be in the column name or near the match. */
  readonly keywords: readonly string[];
  readonly description: string;
  /** Example of a matching value. */
  readonly example: string;
}

/** Maximum match distance between keyword and match, in characters: Macie's default. */
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
