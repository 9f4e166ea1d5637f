import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareJob, runJob } from '../../../lib/actions/run-job';
import { JobError } from '../../../lib/errors';
import { recordingTask } from '../../support/task';

const folder = mkdtempSync(join(tmpdir(), 'inspect '));
afterAll(() => rmSync(folder, { recursive: true }));

/** Output of `inspect` for an assertion, at this time. */
async function inspect(assertion: string) {
  const file = join(folder, 'response.xml');
  writeFileSync(file, `<Response><Assertion>${assertion}</Assertion></Response>`);
  const prepared = await prepareJob({ scenario: 'quicksight-auth0', job: 'inspect', params: { file, account: '111122223333' } });
  return (await runJob(prepared, {}, {}, recordingTask())).facts;
}

const good = (conditions: string) =>
  [
    '<Issuer>urn:acme</Issuer><NameID>alice</NameID>',
    '<SubjectConfirmationData Recipient="https://signin.aws.amazon.com/saml"/>',
    `<Conditions ${conditions}><Audience>urn:amazon:webservices</Audience></Conditions>`,
    '<Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><AttributeValue>',
    'arn:aws:iam::111122223333:role/QuickSight-Reader-Role,arn:aws:iam::111122223333:saml-provider/Auth0</AttributeValue></Attribute>',
    '<Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><AttributeValue>alice</AttributeValue></Attribute>',
  ].join('');

test('uses the current time without --param now', async () => {
  await expect(inspect(good('NotOnOrAfter="2999-01-01T00:00:00Z"'))).resolves.toMatchObject({
    counts: '? to 2999-01-01T00:00:00.000Z',
    objections: 'none',
  });
  await expect(inspect(good('NotBefore="2020-01-01T00:00:00Z" NotOnOrAfter="2020-01-01T00:05:00Z"'))).rejects.toThrow(
    'AWS would reject it: it expired at 2020-01-01T00:05:00.000Z',
  );
});

test('reports an invalid time', async () => {
  const refused = inspect(good('NotBefore="soon"'));

  await expect(refused).rejects.toBeInstanceOf(JobError);
  await expect(refused).rejects.toThrow(/the file does not hold a SAML response; got .*response\.xml: its NotBefore is 'soon', not a date and time/);
});

test('lists each finding of an empty assertion, as AWS would', async () => {
  const error: JobError = await inspect('').catch((reason) => reason);

  expect(error).toBeInstanceOf(JobError);
  expect(error.message).toContain(
    ['issuer: none', 'recipient: none', 'audience: none', 'nameId: none', 'role: none', 'session: none', 'counts: ? to ?'].join('\n'),
  );
  for (const objection of ['the recipient is missing', 'the audience is missing', 'there is no role', 'the session name is missing']) {
    expect(error.message).toContain(objection);
  }
});
