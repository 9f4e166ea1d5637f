import { createHash } from 'node:crypto';
import {
  CreateClassificationJobCommand,
  DescribeClassificationJobCommand,
  DisableMacieCommand,
  EnableMacieCommand,
  GetMacieSessionCommand,
  ListClassificationJobsCommand,
  Macie2Client,
  UpdateClassificationJobCommand,
} from '@aws-sdk/client-macie2';
import { type CustomResourceEvent, respond } from '../respond';

/** What came of a request: the id of the resource, and what the template can read of it. */
interface Outcome {
  readonly id: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** Id of a session that was on before the stack, and that the stack therefore never switches off. */
const BEFORE = 'session-of-the-account';
const OURS = 'session-of-this-stack';

/** Makes what CloudFormation has no resource type for: a session that may be there already, and classification jobs. */
export async function handler(
  event: CustomResourceEvent,
  _context: unknown,
  _callback?: unknown,
  client: Macie2Client = new Macie2Client({}),
): Promise<void> {
  await respond(event, async () => {
    const handle = event.ResourceType === 'Custom::MacieSession' ? session : classificationJob;
    return handle(event, client);
  });
}

/** Switches Macie on where it is off; what was on before stays as it is, now and when the stack goes. */
async function session(event: CustomResourceEvent, client: Macie2Client): Promise<Outcome> {
  const { PhysicalResourceId: id = BEFORE, ResourceProperties: properties } = event;
  if (event.RequestType === 'Delete') {
    if (id === OURS && properties['DisableOnDelete'] === 'true') await client.send(new DisableMacieCommand({})).catch(unlessOff);
    return { id };
  }
  if (event.RequestType === 'Update') return { id };
  if (await isOn(client)) return { id: BEFORE };
  await client.send(new EnableMacieCommand({ status: 'ENABLED', clientToken: event.RequestId }));
  return { id: OURS };
}

async function isOn(client: Macie2Client): Promise<boolean> {
  const { status } = await client.send(new GetMacieSessionCommand({})).catch((error: Error) => {
    unlessOff(error);
    return { status: undefined };
  });
  return status !== undefined;
}

/** Macie answers every request like this while it is off. */
function unlessOff(error: Error): void {
  if (error.name !== 'AccessDeniedException' || !/Macie is not enabled/i.test(error.message)) throw error;
}

/** Jobs that go on, and that can be cancelled. */
const LIVE: readonly (string | undefined)[] = ['RUNNING', 'IDLE', 'PAUSED', 'USER_PAUSED'];

/**
 * Makes a job named after its content: the same content finds the job that is there, other content makes another job, after which CloudFormation
 * deletes, and this cancels, the one before.
 */
async function classificationJob(event: CustomResourceEvent, client: Macie2Client): Promise<Outcome> {
  const { RequestType, PhysicalResourceId: before = 'none', ResourceProperties: properties } = event;
  if (RequestType === 'Delete') {
    await cancel(before, client);
    return { id: before };
  }
  const { Name: prefix = '', Request: content = '' } = properties;
  // Hashed here and not at synthesis, where the ids of identifiers are not known yet.
  const name = `${prefix}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
  const id = (await liveJobNamed(name, client)) ?? (await create(name, content, client));
  return { id, data: { JobId: id } };
}

async function create(name: string, content: string, client: Macie2Client): Promise<string> {
  // The token makes a repeated request of CloudFormation the same request for Macie.
  const { jobId } = await client.send(new CreateClassificationJobCommand({ ...JSON.parse(content), name, clientToken: name }));
  if (jobId === undefined) throw new Error('Macie gave the job no id');
  return jobId;
}

async function liveJobNamed(name: string, client: Macie2Client): Promise<string | undefined> {
  const criteria = { includes: [{ key: 'name' as const, comparator: 'EQ' as const, values: [name] }] };
  const { items = [] } = await client.send(new ListClassificationJobsCommand({ filterCriteria: criteria }));
  return items.find(({ name: found, jobStatus }) => found === name && LIVE.includes(jobStatus))?.jobId;
}

/** A job cannot be deleted, and one that has ended cannot be cancelled: both are fine. */
async function cancel(jobId: string, client: Macie2Client): Promise<void> {
  // A creation that failed has an id of CloudFormation's making.
  if (!/^[0-9a-f]{32}$/.test(jobId)) return;
  try {
    const { jobStatus } = await client.send(new DescribeClassificationJobCommand({ jobId }));
    if (LIVE.includes(jobStatus)) await client.send(new UpdateClassificationJobCommand({ jobId, jobStatus: 'CANCELLED' }));
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') unlessOff(error as Error);
  }
}
