import { Token } from 'aws-cdk-lib';
import * as macie from 'aws-cdk-lib/aws-macie';
import { Construct } from 'constructs';
import { PropError } from '../errors';

/** Quotas of Macie. https://docs.aws.amazon.com/macie/latest/APIReference/custom-data-identifiers.html */
const LIMITS = { regex: 512, keywords: 50, keyword: { least: 3, most: 90 }, ignored: 10, ignoredWord: { least: 4, most: 90 }, distance: 300 };

/** Properties of a `CustomDataIdentifier`. */
export interface CustomDataIdentifierProps {
  /** Name, unique in the account and region; findings contain it. */
  readonly name: string;

  /** Regular expression of the sensitive data, up to 512 characters, in Macie's subset of PCRE. */
  readonly regex: string;

  /**
   * Keywords, one of which must be near a match: in its column name, or up to `maximumMatchDistance` characters before it. 3 to 90 characters each.
   *
   * @default - none: every match is reported
   */
  readonly keywords?: string[];

  /**
   * Text that is excluded from the matches, 4 to 90 characters each.
   *
   * @default - none
   */
  readonly ignoreWords?: string[];

  /**
   * Maximum match distance: characters between a keyword and the end of a match, at most 300.
   *
   * @default 50
   */
  readonly maximumMatchDistance?: number;

  /**
   * Description of the identifier.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * A custom data identifier of Macie: a regular expression for sensitive data of your organization.
 *
 * Changes replace the identifier. Its findings have medium severity. Costs nothing.
 */
export class CustomDataIdentifier extends Construct {
  /** ID of the identifier, for jobs. */
  public readonly identifierId: string;
  /** Name of the identifier, which findings contain. */
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
    if (!fine) throw new PropError(this, { problem: `${prop} is not valid for Macie`, got, allowed, fix: `change ${prop}` });
  }
}
