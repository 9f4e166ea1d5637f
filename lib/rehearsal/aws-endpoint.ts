import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devNull } from 'node:os';
import type { SdkCall } from '../contract/access';
import type { Answers } from './answers';

/** AWS for a program in another language: where its SDK sends requests, and who learns of its calls. */
export interface ProgramAws {
  /** Environment variables of the program, which every AWS SDK reads. */
  readonly environment: Readonly<Record<string, string>>;
  record(call: SdkCall): void;
}

export interface AwsEndpointOptions {
  /**
   * By the target of AWS's JSON protocols, such as `secretsmanager.GetSecretValue`: a request without an answer is refused.
   *
   * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
   */
  readonly answers: Answers;
  readonly region: string;
  record(call: SdkCall): void;
}

/** Answers the AWS calls of a program over HTTP while `work` runs it. The program's SDK checks, signs and reads as always. */
export async function withAws<Result>({ answers, region, record }: AwsEndpointOptions, work: (aws: ProgramAws) => Promise<Result>): Promise<Result> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answerTo(request, answers);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  try {
    return await work({ environment: environmentFor((server.address() as AddressInfo).port, region), record });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function answerTo(request: IncomingMessage, answers: Answers): Promise<{ readonly status: number; readonly body: object }> {
  const target = String(request.headers['x-amz-target']);
  const answer = Object.hasOwn(answers, target) ? answers[target] : undefined;
  if (!answer) return { status: 400, body: { __type: 'UnknownOperationException', message: `nothing answers ${target} in a rehearsal` } };
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return { status: 200, body: await answer(JSON.parse(Buffer.concat(chunks).toString()) as never) };
  } catch (error) {
    const { name, message } = error as Error;
    return { status: 400, body: { __type: name, message } };
  }
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html */
function environmentFor(port: number, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_REGION: region,
    // boto3 reads this one alone.
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    // A proxy of this machine would not find the loopback address.
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
}
