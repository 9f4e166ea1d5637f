import { mayHideDenial } from '../../lib/actions/hidden-denials';
import type { AccessFinding } from '../../lib/contract/access';

test.each<[AccessFinding['kind'], string, boolean]>([
  ['unread', 'AWS::EC2::VPCEndpoint.PolicyDocument is a policy that is not evaluated', true],
  ['target', 'the resource that its policy belongs to is not known', true],
  ['outside-role', 'Role names the role arn:aws:iam::111122223333:role/other, which is not in the templates', true],
  ['outside-resource', 'it uses arn:aws:s3:::other, which is not in the templates', true],
  ['place', 'it is judged as if it were in account 111122223333', true],
  ['managed-policy', 'the content of arn:aws:iam::111122223333:policy/guard is not known', true],
  ['managed-policy', 'the content of arn:aws:iam::aws:policy/AWSDenyAll is not known', true],
  ['managed-policy', 'the content of arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3 is not known', true],
  ['managed-policy', 'only a part of arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy is known', false],
  ['managed-policy', 'the content of arn:aws-cn:iam::aws:policy/ReadOnlyAccess is not known', false],
  ['policy', 'unknown condition operator', false],
  ['action', 'AWS has no action s3:FetchObject', false],
])('a finding of kind %s, %s, may hide a denial: %s', (kind, what, expected) => {
  expect(mayHideDenial({ kind, where: 'app/Role', what })).toBe(expected);
});
