import { Token } from 'aws-cdk-lib';
import * as macie from 'aws-cdk-lib/aws-macie';
import { Construct } from 'constructs';
import { PropError } from '../errors';

/** Limits of Macie. https://docs.aws.amazon.com/macie/latest/APIReference/custom-data-identifiers.html */
const LIMITS = { regex: 512, keywords: 50, keyword: { least: 3, most: 90 }, ignored: 10, ignoredWord: { least: 4, most: 90 }, distance: 300 };

/** Properties of a `CustomDataIdentifier`. */
export interface CustomDataIdentifierProps {
  /** Name, unique among the identifiers of the account and region; findings carry it. */
  readonly name: string;

  /** Regular expression of what is looked for, up to 512 characters, in Macie's subset of PCRE. */
  readonly regex: string;

  /**
   * Words of which one has to be near a match: in the name of its column, or up to `maximumMatchDistance` characters before it. 3 to 90 characters each.
   *
   * @default - every match counts
   */
  readonly keywords?: string[];

  /**
   * Matches that do not count, 4 to 90 characters each.
   *
   * @default - none
   */
  readonly ignoreWords?: string[];

  /**
   * Characters between a keyword and the end of a match, at most 300.
   *
   * @default 50
   */
  readonly maximumMatchDistance?: number;

  /**
   * What it finds, for those who see it in the console.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * Sensitive data of your own kind that Macie is to find.
 *
 * It cannot be changed: another expression is another identifier. Its findings are of medium severity. Costs nothing by itself.
 */
export class CustomDataIdentifier extends Construct {
  /** Id by which jobs name it. */
  public readonly identifierId: string;
  /** Name that findings carry. */
  public readonly identifierName: string;

  constructor(scope: Construct, id: string, props: CustomDataIdentifierProps) {
    super(scope, id);
    this.validate(props);
    const resource = new macie.CfnCustomDataIdentifier(this, 'Resource', {
      name: props.name,
      regex: props.regex,
      keywords: props.keywords,
      ignoreWords: props.ignoreWords,
      maximumMatchDistance: props.maximumMatchDistance ?? 50,
      description: props.description,
    });
    this.identifierId = resource.attrId;
    this.identifierName = props.name;
  }

  private validate({ regex, keywords = [], ignoreWords = [], maximumMatchDistance: distance = 50 }: CustomDataIdentifierProps): void {
    if (!Token.isUnresolved(regex))
      this.refuseUnless(regex.length >= 1 && regex.length <= LIMITS.regex, 'regex', regex, `1 to ${LIMITS.regex} characters`);
    this.checkWords('keywords', keywords, LIMITS.keywords, LIMITS.keyword);
    this.checkWords('ignoreWords', ignoreWords, LIMITS.ignored, LIMITS.ignoredWord);
    if (Token.isUnresolved(distance)) return;
    this.refuseUnless(distance >= 1 && distance <= LIMITS.distance, 'maximumMatchDistance', String(distance), `1 to ${LIMITS.distance}`);
  }

  private checkWords(prop: string, words: readonly string[], most: number, length: { readonly least: number; readonly most: number }): void {
    if (Token.isUnresolved(words)) return;
    this.refuseUnless(words.length <= most, prop, `${words.length} words`, `at most ${most} words`);
    const wrong = words.find((word) => !Token.isUnresolved(word) && (word.length < length.least || word.length > length.most));
    this.refuseUnless(wrong === undefined, prop, `'${wrong}'`, `words of ${length.least} to ${length.most} characters`);
  }

  private refuseUnless(fine: boolean, prop: string, got: string, allowed: string): void {
    if (!fine) throw new PropError(this, { problem: `${prop} is not what Macie takes`, got, allowed, fix: `change ${prop}` });
  }
}
