import { managedPolicies } from '../../lib/access/deployer/managed';

const statement = (actions: number, resources = 1) => ({
  Effect: 'Allow' as const,
  Action: Array.from({ length: actions }, (_, index) => `ec2:Action${String(index).padStart(20, '0')}`),
  Resource: Array.from({ length: resources }, (_, index) => `arn:aws:ec2:*:*:thing/${String(index).padStart(20, '0')}`),
});
const lengths = (documents: readonly object[]) => documents.map((document) => JSON.stringify(document).length);

test('statements that fit one policy are one', () => {
  const { documents, fitsRole } = managedPolicies([statement(2), statement(3)]);

  expect(documents.map(({ Statement }) => Statement.length)).toEqual([2]);
  expect(fitsRole).toBe(true);
});

test('a statement that is longer than a policy is cut at its longer list, and nothing of it is lost', () => {
  for (const long of [statement(400), statement(2, 400)]) {
    const { documents } = managedPolicies([long]);
    const parts = documents.flatMap(({ Statement }) => Statement);

    expect(documents.length).toBeGreaterThan(1);
    expect(Math.max(...lengths(documents))).toBeLessThanOrEqual(6144);
    expect(new Set(parts.flatMap(({ Action }) => Action))).toEqual(new Set(long.Action));
    expect(new Set(parts.flatMap(({ Resource }) => Resource))).toEqual(new Set(long.Resource));
  }
});

test('white space in a condition does not count', () => {
  const Condition = { StringEquals: { 'aws:RequestTag/name': [' '.repeat(7_000)] } };

  expect(managedPolicies([{ ...statement(1), Condition }]).documents).toHaveLength(1);
});

test('eleven policies do not fit a role', () => {
  expect(managedPolicies(Array.from({ length: 10 }, () => statement(150))).fitsRole).toBe(true);
  expect(managedPolicies(Array.from({ length: 11 }, () => statement(150))).fitsRole).toBe(false);
});
