import { consoleUrl } from '../console';
import type { Deployed } from '../places';
import type { LogSource, Parts, Tool } from '../scenario';
import type { Config, Contract } from './settings';

type SignIn = Deployed<Config, Contract>;

/** Pages of the sign-in. */
export const tools = {
  quicksight: page('QuickSight, where people sign in: use a private window', () => 'https://quicksight.aws.amazon.com'),
  'single-sign-on': page(
    "QuickSight's settings for single sign-on, where IdP URL and parameter are entered",
    ({ aws }) => `https://${aws.target.region}.quicksight.aws.amazon.com/sn/admin#sso`,
  ),
  provider: page('identity provider in IAM, with its metadata', ({ aws, contract }) =>
    consoleUrl(aws.target, 'iam/home', `/identity_providers/details/SAML/${encodeURIComponent(contract.provider)}`),
  ),
} satisfies Parts<Tool>;

/** It writes no logs of its own: sign-ins stand in CloudTrail and in the log of the Auth0 tenant. */
export const logs = {} satisfies Parts<LogSource>;

function page(summary: string, url: (signIn: SignIn) => string) {
  return { summary, open: async (signIn) => ({ url: url(signIn) }) };
}
