import type { StackTemplate } from '../../../rehearsal/rehearsal';
import { iamIn, type SynthesizedIam } from './iam';

/** The IAM side of a sign-in stack, with this metadata in the place of the operator's: the identity provider of a rehearsal has its own certificate. */
export function iamOf([stack]: readonly StackTemplate[], metadata: string): SynthesizedIam {
  const iam = iamIn(stack?.template as Parameters<typeof iamIn>[0]);
  return { ...iam, providers: Object.fromEntries(Object.keys(iam.providers).map((arn) => [arn, metadata])) };
}
