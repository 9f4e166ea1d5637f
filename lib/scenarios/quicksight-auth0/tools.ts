import type { Parts, Tool } from '../scenario';
import { kit } from './settings';

/** Tools of the sign-in. */
export const tools = {
  quicksight: kit.page('QuickSight sign-in page: use a private window', () => 'https://quicksight.aws.amazon.com'),
  'single-sign-on': kit.page(
    'single sign-on settings of QuickSight, for IdP URL and parameter',
    ({ aws }) => `https://${aws.target.region}.quicksight.aws.amazon.com/sn/admin#sso`,
  ),
  provider: kit.consolePage(
    'IAM identity provider with its metadata',
    'iam/home',
    ({ contract }) => `/identity_providers/details/SAML/${encodeURIComponent(contract.provider)}`,
  ),
} satisfies Parts<Tool>;
