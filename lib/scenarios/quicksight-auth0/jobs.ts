import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { personas, ROLES } from '../../../workloads/quicksight-auth0/personas';
import { objections, readResponse } from '../../../workloads/quicksight-auth0/saml/assertion';
import { readMetadata } from '../../../workloads/quicksight-auth0/saml/metadata';
import { apply } from '../../../workloads/quicksight-auth0/tenant/apply';
import { remove } from '../../../workloads/quicksight-auth0/tenant/remove';
import { SIGN_IN } from '../../../workloads/quicksight-auth0/tenant/tenant';
import type { Facts } from '../../contract/values';
import { ConfigError, JobError } from '../../errors';
import { fixedNameIn } from '../names';
import { flag } from '../params';
import type { Job, Parts } from '../scenario';
import { account, domain, management, said, wantedTenant } from './auth0';
import { kit } from './settings';

/** Jobs for the identity provider: they need no AWS account, and most of them run before the deployment. */
export const jobs = {
  'auth0-apply': kit.job({
    summary: 'configure an Auth0 tenant: application, roles, and the Action that maps users to IAM roles',
    needs: [],
    params: z.object({ domain, account, dryRun: flag.default(false).describe('dry run: only print the desired state') }),
    async run({ config, stage, params, env, task }): Promise<Facts> {
      const tenant = await wantedTenant(config, (name) => fixedNameIn(stage, name), params.account);
      const { application, roles, action, connection, settings } = tenant;
      const facts = {
        application: application.name,
        callback: application.callbacks.join(', '),
        audience: application.addons.samlp.audience,
        connection,
        roles: roles.map(({ name }) => name).join(', '),
        action: `${action.name} (${action.runtime}, ${action.code.length} characters)`,
        settings: Object.entries(settings)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
        binding: `behind the Actions of ${action.supported_triggers[0].id}`,
      };
      if (params.dryRun) return facts;
      const auth0 = await management(params.domain, env, task);
      const { clientId, changed, boundActions } = await said(() => apply(tenant, auth0, { signal: task.signal, progress: task.progress }));
      return { ...facts, client: clientId, binding: boundActions.join(', '), changed: changed.length === 0 ? 'nothing' : changed.join('; ') };
    },
  }),

  metadata: kit.job({
    summary: 'download the SAML metadata of the application for the deployment',
    needs: [],
    params: z.object({
      domain,
      client: z.string().regex(/^\w+$/, 'letters and digits').describe('client id of the application, from auth0-apply'),
      file: z.string().min(1, 'a file').default('out/quicksight-auth0/metadata.xml').describe('output file'),
    }),
    async run({ params, task }) {
      const url = `https://${params.domain}/samlp/metadata/${params.client}`;
      const refuse = (got: string, cause?: unknown) =>
        new JobError({ problem: 'the metadata cannot be fetched', got: `${url}: ${got}`, fix: 'check domain and client' }, { cause });
      const response = await fetch(url, { signal: task.signal }).catch((cause: Error) => {
        throw refuse((cause.cause as Error | undefined)?.message ?? cause.message, cause);
      });
      if (!response.ok) throw refuse(`${response.status} ${response.statusText}`);
      const xml = await response.text();
      await mkdir(dirname(resolve(params.file)), { recursive: true });
      await writeFile(params.file, xml);
      return { file: params.file, ...describe(xml, params.file) };
    },
  }),

  'inspect-metadata': kit.job({
    summary: 'decode a SAML metadata document, with the expiry of its certificate',
    needs: [],
    params: z.object({ file: z.string().min(1, 'a file').describe('SAML metadata document') }),
    run: async ({ params }) => describe(await textIn(params.file), params.file),
  }),

  inspect: kit.job({
    summary: 'decode a SAML response, and report why AWS would reject it',
    needs: [],
    params: z.object({
      file: z.string().min(1, 'a file').describe('form value SAMLResponse, copied from the network panel of a browser'),
      account,
      now: z.iso.datetime({ error: 'a time such as 2026-11-20T08:00:00Z' }).optional().describe('time of the check'),
    }),
    async run({ config, stage, params }) {
      const text = await textIn(params.file);
      const assertion = given(() => readResponse(text), params.file, 'a SAML response');
      const found = objections(
        assertion,
        {
          account: params.account,
          provider: fixedNameIn(stage, config.providerName),
          roles: personas.map((persona) => fixedNameIn(stage, ROLES[persona])),
          recipients: [SIGN_IN],
        },
        params.now === undefined ? new Date() : new Date(params.now),
      );
      const { issuer, recipient, audiences, nameId, roles, sessionName, notBefore, notOnOrAfter } = assertion;
      const facts = {
        issuer: issuer ?? 'none',
        recipient: recipient ?? 'none',
        audience: audiences.join(', ') || 'none',
        nameId: nameId ?? 'none',
        role: roles.join('; ') || 'none',
        session: sessionName ?? 'none',
        counts: `${notBefore?.toISOString() ?? '?'} to ${notOnOrAfter?.toISOString() ?? '?'}`,
      };
      if (found.length === 0) return { ...facts, objections: 'none' };
      const told = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
      throw new JobError({ problem: `AWS would reject it: ${found.join('; ')}`, got: told.join('\n'), fix: 'correct the identity provider' });
    },
  }),

  'auth0-remove': kit.job({
    summary: 'delete application, roles and Action from an Auth0 tenant; users stay',
    needs: [],
    params: z.object({ domain }),
    async run({ config, stage, params, env, task }) {
      const tenant = await wantedTenant(config, (name) => fixedNameIn(stage, name), '000000000000');
      const auth0 = await management(params.domain, env, task);
      const removed = await said(() => remove(tenant, auth0));
      return { removed: removed.length === 0 ? 'nothing: not found' : removed.join(', ') };
    },
  }),
} satisfies Parts<Job>;

async function textIn(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new ConfigError({ problem: 'the file cannot be read', got: `${resolve(file)}: ${cause.message}`, fix: 'correct --param file' }, { cause });
  });
}

function given<T>(read: () => T, file: string, what: string): T {
  try {
    return read();
  } catch (cause) {
    throw new JobError(
      { problem: `the file does not hold ${what}`, got: `${resolve(file)}: ${(cause as Error).message}`, fix: 'save it again' },
      { cause },
    );
  }
}

function describe(xml: string, file: string): Facts {
  const { entityId, signInUrl, certificates } = given(() => readMetadata(xml), file, 'the metadata of an identity provider');
  const expires = certificates.map((each) => each.expires.toISOString().slice(0, 10)).join(', ');
  return { entity: entityId, signInUrl, certificates: certificates.length, expires };
}
