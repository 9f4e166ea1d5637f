import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Response of the endpoint to an operation. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  /** @default 'application/x-amz-json-1.1' */
  readonly type?: string;
  readonly body: string;
}

/** Responses by operation, as SDK requests name them; requests without such a name are called `S3`. */
export type Replies = Record<string, Reply | ((body: string) => Reply)>;

/** An AWS endpoint on the loopback interface with given responses. */
export interface FakeEndpoint {
  readonly url: string;
  readonly replies: Replies;
  /** Requested operations, in order. */
  readonly operations: string[];
  /** Paths with their methods, in order. */
  readonly paths: string[];
  /** Environment of a process that works against it: fake credentials, a separate home, nothing else. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The account that signs in. */
export const IDENTITY: Reply = {
  body:
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
    '<Arn>arn:aws:iam::000000000000:user/ada</Arn><UserId>U</UserId><Account>000000000000</Account>' +
    '</GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>',
  type: 'text/xml',
};

export const json = (value: unknown, status = 200): Reply => ({ body: JSON.stringify(value), status });

export const refusal = (name: string, message: string, status = 400): Reply => json({ __type: name, message }, status);

/** The parameters that a deployed scenario has published. */
export function published(path: string, contract: Readonly<Record<string, string>>): Reply {
  return json({ Parameters: Object.entries(contract).map(([name, value]) => ({ Name: `${path}/${name}`, Value: value })) });
}

export async function fakeEndpoint(): Promise<FakeEndpoint> {
  const replies: Replies = { GetCallerIdentity: IDENTITY };
  const [operations, paths]: [string[], string[]] = [[], []];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const operation = /Action=(\w+)/.exec(body)?.[1] ?? request.headers['x-amz-target']?.toString().split('.').at(-1) ?? 'S3';
      operations.push(operation);
      paths.push(`${request.method} ${request.url}`);
      const reply = replies[operation] ?? refusal('UnknownOperationException', operation, 501);
      const { status = 200, type = 'application/x-amz-json-1.1', body: text } = typeof reply === 'function' ? reply(body) : reply;
      response.writeHead(status, { 'content-type': type }).end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const home = mkdtempSync(join(tmpdir(), 'stagecraft-home-'));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'made-up',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_COLOR: '1',
  };
  return {
    url,
    replies,
    operations,
    paths,
    env,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(home, { recursive: true });
    },
  };
}
