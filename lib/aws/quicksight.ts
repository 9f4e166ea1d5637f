import type { QuickSightClient } from '@aws-sdk/client-quicksight';
import { DescribeAccountSubscriptionCommand, ListUsersCommand } from '@aws-sdk/client-quicksight';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { everyPage } from './pages';

export interface Subscription {
  /** Account name, which users enter to sign in. */
  readonly name: string;
  readonly edition: string;
  /** Authentication method, such as `IAM_ONLY`. */
  readonly authentication: string;
  readonly status: string;
}

export interface QuickSightUser {
  /** `<role>/<session name>` for a federated user. */
  readonly name: string;
  readonly email: string;
  /** `ADMIN`, `AUTHOR`, `READER` or one of their variants. */
  readonly role: string;
  readonly active: boolean;
}

/** QuickSight verbs. */
export interface QuickSightVerbs {
  /** The account's subscription, or undefined where there is none. */
  subscription(): Promise<Subscription | undefined>;
  /** @throws JobError in another region than that of the subscription */
  users(namespace: string): Promise<readonly QuickSightUser[]>;
}

export function quickSightVerbs(client: QuickSightClient, account: string): QuickSightVerbs {
  return {
    async subscription() {
      try {
        const { AccountInfo: info } = await client.send(new DescribeAccountSubscriptionCommand({ AwsAccountId: account }));
        return {
          name: info?.AccountName ?? '',
          edition: info?.Edition ?? '',
          authentication: info?.AuthenticationType ?? '',
          status: info?.AccountSubscriptionStatus ?? '',
        };
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      }
    },

    async users(namespace) {
      const listed = await everyPage(async (token) => {
        const page = await client
          .send(new ListUsersCommand({ AwsAccountId: account, Namespace: namespace, NextToken: token }))
          .catch((error: Error) => {
            throw inWrongRegion(error) ?? error;
          });
        return { items: page.UserList, next: page.NextToken };
      });
      return listed.map(({ UserName: name = '', Email: email = '', Role: role = '', Active: active = false }) => ({ name, email, role, active }));
    },
  };
}

/** QuickSight keeps users in the region of the subscription, and names it in the error in other regions. */
function inWrongRegion(error: Error): JobError | undefined {
  const [, region] = /identity region is ([a-z0-9-]+)/.exec(error.message) ?? [];
  if (region === undefined) return undefined;
  return new JobError(
    { problem: 'QuickSight keeps its users in another region', got: error.message, fix: `repeat the command with --region ${region}` },
    { cause: error },
  );
}
