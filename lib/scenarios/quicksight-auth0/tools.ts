import type { Parts, Tool } from '../scenario';
import { kit } from './settings';

/** Pages of the sign-in. */
export const tools = {
  quicksight: kit.page('QuickSight, where people sign in: use a private window', () => 'https://quicksight.aws.amazon.com'),
  'single-sign-on': kit.page(
    "QuickSight's settings for single sign-on, where IdP URL and parameter are entered",
    ({ aws }) => `https://${aws.target.region}.quicksight.aws.amazon.com/sn/admin#sso`,
  ),
  provider: kit.consolePage(
    'identity provider in IAM, with its metadata',
    'iam/home',
    ({ contract }) => `/identity_providers/details/SAML/${encodeURIComponent(contract.provider)}`,
  ),
} satisfies Parts<Tool>;
