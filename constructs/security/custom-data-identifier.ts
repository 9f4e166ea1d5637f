import { Token } from 'aws-cdk-lib';
import * as macie from 'aws-cdk-lib/aws-macie';
import { Construct, type IConstruct } from 'constructs';
import { faultOf } from '../checks/expression';
import { checkRange } from '../checks/range';
import { checkText } from '../checks/text';
import { PropError } from '../errors';

/** Limits of Macie. https://docs.aws.amazon.com/macie/latest/APIReference/custom-data-identifiers.html */
const LIMITS = {
  name: 128,
  description: 512,
  regex: 512,
  keywords: 50,
  keyword: { least: 3, most: 90 },
  ignored: 10,
  ignoredWord: { least: 4, most: 90 },
  distance: 300,
};

/** A custom data identifier of Macie. */
export interface ICustomDataIdentifier extends IConstruct {
  /** ID of the identifier, for jobs. */
  readonly identifierId: string;
}

/** Properties of a `CustomDataIdentifier`. */
export interface CustomDataIdentifierProps {
  /** Name, up to 128 characters, unique among the identifiers of the account and region; findings carry it. */
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
   * What it finds, for those who see it in the console; up to 512 characters.
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
export class CustomDataIdentifier extends Construct implements ICustomDataIdentifier {
  /** An existing custom data identifier of the account and region. */
  public static fromIdentifierId(scope: Construct, id: string, identifierId: string): ICustomDataIdentifier {
    return new (class extends Construct implements ICustomDataIdentifier {
      public readonly identifierId = identifierId;
    })(scope, id);
  }

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

  private validate(props: CustomDataIdentifierProps): void {
    const { name, regex, description, keywords = [], ignoreWords = [], maximumMatchDistance } = props;
    const ofLength = (least: number, most: number) => ({
      problem: 'is not valid for Macie',
      form: (text: string) => text.length >= least && text.length <= most,
      allowed: `${least} to ${most} characters`,
    });
    checkText(this, 'name', name, { ...ofLength(1, LIMITS.name), fix: 'shorten it' });
    checkText(this, 'regex', regex, { ...ofLength(1, LIMITS.regex), fix: 'change regex' });
    checkText(this, 'description', description, ofLength(1, LIMITS.description));
    this.checkExpression(regex);
    this.checkWords('keywords', keywords, LIMITS.keywords, LIMITS.keyword);
    this.checkWords('ignoreWords', ignoreWords, LIMITS.ignored, LIMITS.ignoredWord);
    checkRange(this, 'maximumMatchDistance', maximumMatchDistance, { least: 1, most: LIMITS.distance, problem: 'is not valid for Macie' });
  }

  private checkExpression(regex: string): void {
    const fault = Token.isUnresolved(regex) ? undefined : faultOf(regex);
    if (fault === undefined) return;
    throw new PropError(this, {
      problem: `regex is not valid for Macie: it has ${fault}`,
      got: `'${regex}'`,
      allowed: 'PCRE without assertions, back references, flags, recursion and conditions',
      fix: 'change regex; a character that stands for itself has a backslash before it',
    });
  }

  private checkWords(prop: string, words: readonly string[], most: number, length: { readonly least: number; readonly most: number }): void {
    if (Token.isUnresolved(words)) return;
    if (words.length > most) {
      const allowed = `at most ${most} words`;
      throw new PropError(this, { problem: `${prop} is not valid for Macie`, got: `${words.length} words`, allowed, fix: `change ${prop}` });
    }
    for (const word of words) {
      checkText(this, prop, word, {
        problem: 'is not valid for Macie',
        form: (text) => text.length >= length.least && text.length <= length.most,
        allowed: `words of ${length.least} to ${length.most} characters`,
        fix: `change ${prop}`,
      });
    }
  }
}
