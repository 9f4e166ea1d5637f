import { endpointDiagnoses } from '../../lib/actions/doctor-endpoint';
import { registry } from '../../lib/scenarios/registry';
import { type FakeEndpoint, fakeEndpoint } from '../support/fake-endpoint';

let endpoint: FakeEndpoint;
let template = '';

beforeEach(async () => {
  endpoint = await fakeEndpoint();
});
afterEach(() => endpoint.close());

const error = (code: string, message: string) => ({
  status: 400,
  type: 'text/xml',
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** An endpoint without these types, which says so as CloudFormation does. */
function lacks(...types: readonly string[]): void {
  endpoint.replies['ValidateTemplate'] = (body) => {
    template = decodeURIComponent(body);
    const asked = types.filter((type) => template.includes(`"${type}"`));
    if (asked.length > 0) return error('ValidationError', `Template format error: Unrecognized resource types: [${asked.join(', ')}]`);
    return { type: 'text/xml', body: '<ValidateTemplateResponse><ValidateTemplateResult/></ValidateTemplateResponse>' };
  };
}

test('names the missing types of each stack, and asks once for all scenarios', async () => {
  lacks('AWS::EC2::NatGateway', 'AWS::IAM::SAMLProvider');
  const { diagnoses, types } = await endpointDiagnoses(endpoint.url, undefined);

  expect(endpoint.operations).toEqual(['ValidateTemplate']);
  expect(new Set(types?.stacks.map(({ scenario }) => scenario))).toEqual(new Set(Object.keys(registry)));
  expect(diagnoses.find(({ subject }) => subject === 'quicksight-auth0-sign-in')).toEqual({
    subject: 'quicksight-auth0-sign-in',
    state: 'note',
    description: `${endpoint.url} lacks 1 of its 4 resource types: AWS::IAM::SAMLProvider`,
    fix: expect.stringContaining('deploy quicksight-auth0 --stacks'),
  });
  expect(diagnoses.find(({ subject }) => subject === 'glue-athena-data-lake-lake')).toMatchObject({ state: 'ok' });
});

test('asks for the types of the named scenario alone, and a missing one prevents its deployment', async () => {
  lacks('AWS::IAM::SAMLProvider');
  const { diagnoses } = await endpointDiagnoses(endpoint.url, 'quicksight-auth0');

  expect(diagnoses).toEqual([expect.objectContaining({ subject: 'quicksight-auth0-sign-in', state: 'broken' })]);
  expect(template).not.toContain('AWS::Glue');
});

test.each([
  ['has no CloudFormation', async () => endpoint.url, /does not answer as CloudFormation does \(/],
  ['cannot be reached', async () => 'http://127.0.0.1:9', /cannot be reached/],
  ['is no URL', async () => 'emulator', /is not a URL \('emulator'\)/],
])('an endpoint that %s is a finding', async (_, url, message) => {
  const { diagnoses, types } = await endpointDiagnoses(await url(), 'quicksight-auth0');

  expect(types).toBeUndefined();
  expect(diagnoses).toEqual([expect.objectContaining({ state: 'broken', description: expect.stringMatching(message) })]);
});
