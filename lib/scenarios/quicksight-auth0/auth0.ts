import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Auth0Error, type Management, signIn } from '../../../workloads/quicksight-auth0/tenant/management';
import { type Tenant, tenantOf } from '../../../workloads/quicksight-auth0/tenant/tenant';
import type { Task } from '../../contract/task';
import { ConfigError, JobError } from '../../errors';
import { functionBundle } from '../../paths';
import type { Config } from './settings';

/** Domain of an Auth0 tenant. */
export const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain such as acme.eu.auth0.com')
  .describe('domain of the Auth0 tenant');

export const account = z
  .string()
  .regex(/^\d{12}$/, 'twelve digits')
  .describe('AWS account with the roles');

/** Desired state of the tenant for this configuration. */
export async function wantedTenant(config: Config, fixedName: (name: string) => string, id: string): Promise<Tenant> {
  const file = join(functionBundle('quicksight-auth0', 'post-login'), 'index.js');
  const code = await readFile(file, 'utf8').catch((cause) => {
    throw new JobError({ problem: 'the Action is not built', got: file, fix: 'npm run build' }, { cause });
  });
  return tenantOf({
    account: id,
    provider: fixedName(config.providerName),
    fixedName,
    emailSync: config.emailSync,
    sessionSeconds: config.sessionHours * 3_600,
    code,
  });
}

/** Signs in to the Management API with the credentials of the environment. @throws ConfigError when there are none */
export async function management(tenant: string, env: NodeJS.ProcessEnv, task: Task): Promise<Management> {
  const { AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret } = env;
  if (!clientId || !clientSecret) {
    throw new ConfigError({
      problem: 'no credentials for the Auth0 Management API',
      got: `${clientId ? '' : 'no AUTH0_CLIENT_ID'}${!clientId && !clientSecret ? ', ' : ''}${clientSecret ? '' : 'no AUTH0_CLIENT_SECRET'}`,
      allowed: 'credentials of a machine-to-machine application with read, create, update and delete of clients, connections, roles and actions',
      fix: `set both in the environment; create an application at https://manage.auth0.com (tenant ${tenant})`,
    });
  }
  task.progress(`signing in to ${tenant}`);
  return said(() => signIn({ domain: tenant, clientId, clientSecret }, { signal: task.signal }));
}

/** Calls Auth0, and converts a refusal to the four parts of an error. */
export async function said<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Auth0Error)) throw error;
    const { request, status, message } = error;
    const fix =
      status === 0
        ? 'check the domain and the network'
        : status === 401
          ? 'check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET'
          : status === 403
            ? 'grant the application this permission for the Management API'
            : 'correct the tenant, then run the job again: it is safe to repeat';
    throw new JobError({ problem: `Auth0 refused ${request}`, got: status === 0 ? message : `${status}: ${message}`, fix }, { cause: error });
  }
}
