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

/** Result of a request: the physical id of the resource, and its attributes. */
interface Outcome {
  readonly id: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** Physical id of a session that existed before the stack, which the stack never disables. */
const BEFORE = 'session-of-the-account';
const OURS = 'session-of-this-stack';

/** Handles the custom resources: a session that may exist already, and classification jobs. */
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

/** Enables Macie where it is disabled. A session that existed before is never changed or disabled; a paused one, in which no job runs, is refused. */
async function session(event: CustomResourceEvent, client: Macie2Client): Promise<Outcome> {
  const { PhysicalResourceId: id = BEFORE, ResourceProperties: properties } = event;
  if (event.RequestType === 'Delete') {
    if (id === OURS && properties['DisableOnDelete'] === 'true') await client.send(new DisableMacieCommand({})).catch(unlessOff);
    return { id };
  }
  if (event.RequestType === 'Update') return { id };
  if (await isOn(client)) return { id: BEFORE };
  try {
    await client.send(new EnableMacieCommand({ status: 'ENABLED', clientToken: event.RequestId }));
    return { id: OURS };
  } catch (error) {
    // Another stack or user has enabled it in the meantime.
    if ((error as Error).name === 'ConflictException' && (await isOn(client))) return { id: BEFORE };
    throw error;
  }
}

async function isOn(client: Macie2Client): Promise<boolean> {
  const { status } = await client.send(new GetMacieSessionCommand({})).catch((error: Error) => {
    unlessOff(error);
    return { status: undefined };
  });
  if (status === 'PAUSED') throw new Error('Macie is paused in this account and region: aws macie2 update-macie-session --status ENABLED');
  return status !== undefined;
}

/** Macie answers every request with this error while it is disabled. */
function unlessOff(error: Error): void {
  if (error.name !== 'AccessDeniedException' || !/Macie is not enabled/i.test(error.message)) throw error;
}

/** Statuses of jobs that are active and can be cancelled. */
const LIVE: readonly (string | undefined)[] = ['RUNNING', 'IDLE', 'PAUSED', 'USER_PAUSED'];

/**
 * Creates a job whose name contains a hash of its settings: the same settings find the existing job; new settings create a new job, after which
 * CloudFormation deletes the old resource, which cancels the old job.
 */
async function classificationJob(event: CustomResourceEvent, client: Macie2Client): Promise<Outcome> {
  const { RequestType, PhysicalResourceId: before = 'none', ResourceProperties: properties } = event;
  if (RequestType === 'Delete') {
    await cancel(before, client);
    return { id: before };
  }
  const { Name: prefix = '', Request: content = '' } = properties;
  // Hashed here, since the ids of identifiers are unknown at synthesis.
  const name = `${prefix}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
  const id = (await liveJobNamed(name, client)) ?? (await create(event, name, content, client));
  return { id, data: { JobId: id } };
}

async function create({ RequestId }: CustomResourceEvent, name: string, content: string, client: Macie2Client): Promise<string> {
  // A repetition of a request has its id; with a token that stays the same, Macie would answer a later stack with the cancelled job of an earlier one.
  const request = new CreateClassificationJobCommand({ ...JSON.parse(content), name, clientToken: RequestId });
  const { jobId } = await client.send(request).catch(async (error: Error) => {
    const made = error.name === 'ConflictException' ? await liveJobNamed(name, client) : undefined;
    if (made === undefined) throw error;
    return { jobId: made };
  });
  if (jobId === undefined) throw new Error('Macie gave the job no id');
  return jobId;
}

async function liveJobNamed(name: string, client: Macie2Client): Promise<string | undefined> {
  const criteria = { includes: [{ key: 'name' as const, comparator: 'EQ' as const, values: [name] }] };
  const { items = [] } = await client.send(new ListClassificationJobsCommand({ filterCriteria: criteria }));
  return items.find(({ name: found, jobStatus }) => found === name && LIVE.includes(jobStatus))?.jobId;
}

/** Cancels a job, if it is active. Jobs cannot be deleted. */
async function cancel(jobId: string, client: Macie2Client): Promise<void> {
  // After a failed creation the physical id is not a job id.
  if (!/^[0-9a-f]{32}$/.test(jobId)) return;
  try {
    const { jobStatus } = await client.send(new DescribeClassificationJobCommand({ jobId }));
    if (LIVE.includes(jobStatus)) await client.send(new UpdateClassificationJobCommand({ jobId, jobStatus: 'CANCELLED' }));
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') unlessOff(error as Error);
  }
}
