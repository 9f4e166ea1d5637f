import { runCommand } from '../../lib/cli/run';
import { type FakeEndpoint, fakeEndpoint, json, published, refusal } from '../support/fake-endpoint';
import { CONTRACT, PUBLISHED } from '../support/fake-lake';
import { recordingUi } from '../support/recording-ui';
import { stagecraft } from '../support/spawned';
import { withEnvironment } from '../support/with-environment';

const PATH = '/stagecraft/glue-athena-data-lake/dev';
let endpoint: FakeEndpoint;

beforeEach(async () => {
  endpoint = await fakeEndpoint();
  endpoint.replies['GetParametersByPath'] = published(PATH, PUBLISHED);
});
afterEach(() => endpoint.close());

/** Crawlers that are ready after some polls, with a new crawl. */
function crawlersReadyAfter(looks: number, last: object = { Status: 'SUCCEEDED' }): void {
  let looked = -1;
  endpoint.replies['GetCrawler'] = () => {
    looked += 1;
    if (looked === 0) return json({ Crawler: { Name: 'c', State: 'READY' } });
    if (looked <= looks) return json({ Crawler: { Name: 'c', State: 'RUNNING' } });
    return json({ Crawler: { Name: 'c', State: 'READY', LastCrawl: { StartTime: 1_767_225_600, ...last } } });
  };
  endpoint.replies['StartCrawler'] = json({});
  endpoint.replies['StopCrawler'] = json({});
  endpoint.replies['GetCrawlerMetrics'] = json({
    CrawlerMetricsList: [{ CrawlerName: CONTRACT.ratesCrawler, LastRuntimeSeconds: 70, TablesCreated: 1 }],
  });
}

const crawl = ['run', 'glue-athena-data-lake', 'crawl-rates'];

test('prints the facts of a finished job on stdout, and the target on stderr first', async () => {
  crawlersReadyAfter(0);

  const { code, stdout, stderr } = await stagecraft(crawl, endpoint);

  expect(stdout).toBe('crawl-rates done\n  crawlers       smart-hub-rates-parquet\n  seconds        70\n  tablesCreated  1\n  tablesUpdated  0\n');
  expect(stderr).toMatch(
    /^signing in\n {2}account 000000000000, region eu-central-1, as arn:aws:iam::000000000000:user\/ada, at http.* instead of AWS\n/,
  );
  expect(stderr).toContain('glue-athena-data-lake: crawl-rates (account 000000000000, region eu-central-1)');
  expect(code).toBe(0);
});

test('--json prints one document, --no-wait only starts the job', async () => {
  crawlersReadyAfter(1_000);

  const { code, stdout } = await stagecraft([...crawl, '--no-wait', '--json'], endpoint);

  expect(JSON.parse(stdout)).toEqual({
    scenario: 'glue-athena-data-lake',
    stage: 'dev',
    account: '000000000000',
    region: 'eu-central-1',
    job: 'crawl-rates',
    finished: false,
    facts: { crawlers: 'smart-hub-rates-parquet' },
  });
  expect(code).toBe(0);
});

test("exits 1 with the service's reason when a job fails", async () => {
  crawlersReadyAfter(0, { Status: 'FAILED', ErrorMessage: 'Insufficient Lake Formation permission(s)' });

  const { code, stdout, stderr } = await stagecraft(crawl, endpoint);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('error    crawler smart-hub-rates-parquet failed\ngot      Insufficient Lake Formation permission(s)\nnext     ');
});

test('Ctrl-C stops the job in the account, reports how to resume, and exits 130', async () => {
  crawlersReadyAfter(1_000);

  const { code, stderr } = await stagecraft(crawl, { ...endpoint, interruptAt: 'crawlers done' });

  expect(code).toBe(130);
  expect(stderr).toContain('error    crawl-rates was interrupted');
  expect(stderr).toContain('next     run it again');
  expect(endpoint.operations.at(-1)).toBe('StopCrawler');
});

test('refuses a scenario that is not deployed, with the command that deploys it', async () => {
  endpoint.replies['GetParametersByPath'] = json({ Parameters: [] });

  const { code, stderr } = await stagecraft([...crawl, '--stage', 'test'], endpoint);

  expect(code).toBe(1);
  expect(stderr).toContain(
    'error    glue-athena-data-lake is not deployed in stage test of account 000000000000, region eu-central-1\n' +
      'got      no parameters below /stagecraft/glue-athena-data-lake/test\nnext     stagecraft deploy glue-athena-data-lake --stage test',
  );
});

test('refuses a scenario deployed by another version, with the missing entries', async () => {
  const { pipeline, ...older } = PUBLISHED;
  endpoint.replies['GetParametersByPath'] = published(PATH, older);

  const { code, stderr } = await stagecraft(crawl, endpoint);

  expect(pipeline).toContain('stateMachine');
  expect(code).toBe(1);
  expect(stderr).toContain('was deployed by another version, or only in part');
  expect(stderr).toContain('there is no pipeline\nnext     stagecraft deploy glue-athena-data-lake\n');
});

test('refuses a malformed loc_id with exit code 2 before any AWS request', async () => {
  const { code, stderr } = await stagecraft(['run', 'glue-athena-data-lake', 'enrich', '--param', 'hub=xyz'], endpoint);

  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      'error    parameters of enrich: hub is not valid\ngot      "xyz"\nallowed  sixteen lower-case hexadecimal digits\nnext     stagecraft explain glue-athena-data-lake\n',
  });
  expect(endpoint.operations).toEqual([]);
});

test.each<[string, readonly string[], RegExp]>([
  ['an unknown job', ['enrch'], /unknown job of glue-athena-data-lake; got 'enrch'; allowed: crawl-raw, .*; did you mean 'enrich'\?/],
  ['an unknown parameter', ['enrich', '--param', 'hubb=x'], /unknown key hubb; .*did you mean 'hub'\?/],
  ['a malformed date', ['enrich', '--param', 'from=2019-12-32'], /from is not valid; got "2019-12-32"; allowed: a date such as 2019-12-21/],
  ['a method of a job that has none', ['enrich', '--method', 'fast'], /enrich has only one method; got 'fast'; allowed: no --method/],
])('refuses %s before any AWS request', async (_, args, message) => {
  const running = withEnvironment(endpoint.env, () => runCommand(recordingUi()).parseAsync(['glue-athena-data-lake', ...args], { from: 'user' }));

  await expect(running).rejects.toThrow(message);
  await expect(running).rejects.toMatchObject({ exitCode: 2 });
  expect(endpoint.operations).toEqual([]);
});

test('refuses missing credentials with exit code 2', async () => {
  const { PATH: path = '', HOME = '' } = endpoint.env;
  const env = { PATH: path, HOME, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-central-1' };

  const { code, stdout, stderr } = await stagecraft(crawl, { env });

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('error    no AWS credentials found\n');
  expect(stderr).toContain('next     aws configure, or choose a profile with --profile');
});

test('refuses a missing region with exit code 2', async () => {
  const { PATH: path = '', HOME = '' } = endpoint.env;

  const { code, stderr } = await stagecraft(crawl, { env: { PATH: path, HOME, AWS_EC2_METADATA_DISABLED: 'true' } });

  expect(code).toBe(2);
  expect(stderr).toContain('error    no region is set\n');
});

test('names a profile that does not exist', async () => {
  const { PATH: path = '', HOME = '' } = endpoint.env;
  const env = { PATH: path, HOME, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-central-1' };

  const { code, stderr } = await stagecraft([...crawl, '--profile', 'absent'], { env });

  expect(code).toBe(2);
  expect(stderr).toContain('error    no credentials for profile absent\n');
});

test('reports expired credentials with exit code 1', async () => {
  endpoint.replies['GetCallerIdentity'] = {
    status: 403,
    type: 'text/xml',
    body: '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
  };

  const { code, stderr } = await stagecraft(crawl, endpoint);

  expect(code).toBe(1);
  expect(stderr).toContain('error    the credentials have expired\n');
});

test('reports credentials that expire during a job', async () => {
  endpoint.replies['GetCrawler'] = refusal('ExpiredTokenException', 'The security token included in the request is expired');

  const { code, stderr } = await stagecraft(crawl, endpoint);

  expect(code).toBe(1);
  expect(stderr).toContain('error    the credentials have expired\n');
});

test('names the principal of a denied action', async () => {
  endpoint.replies['GetParametersByPath'] = refusal('AccessDeniedException', 'no');

  const { code, stderr } = await stagecraft(crawl, endpoint);

  expect(code).toBe(1);
  expect(stderr).toContain('error    access denied: arn:aws:iam::000000000000:user/ada may not perform SSM GetParametersByPath\n');
});

test('quotes a refusal of a service', async () => {
  endpoint.replies['StartJobRun'] = refusal('EntityNotFoundException', 'Job rates-xml-to-parquet not found');

  const { code, stderr } = await stagecraft(['run', 'glue-athena-data-lake', 'rates'], endpoint);

  expect(code).toBe(1);
  expect(stderr).toContain('error    AWS refused Glue StartJobRun\ngot      EntityNotFoundException: Job rates-xml-to-parquet not found\nnext     ');
});

test('refuses an account other than --account', async () => {
  const { code, stderr } = await stagecraft([...crawl, '--account', '111122223333'], endpoint);

  expect(code).toBe(2);
  expect(stderr).toContain('these credentials belong to another account');
});

test('prints the facts of a result in columns', async () => {
  crawlersReadyAfter(0);
  const ui = recordingUi();

  await withEnvironment(endpoint.env, () => runCommand(ui).parseAsync(['glue-athena-data-lake', 'crawl-rates', '--no-wait'], { from: 'user' }));

  expect(ui.texts).toEqual(['crawl-rates started\n  crawlers  smart-hub-rates-parquet']);
  expect(ui.titles).toEqual(['signing in', 'glue-athena-data-lake: crawl-rates (account 000000000000, region eu-central-1)']);
});
