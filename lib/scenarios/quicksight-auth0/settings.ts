import { z } from 'zod';
import { flag, wholeNumber } from '../params';
import { scenarioKit } from '../scenario';

/** What can be configured. */
export const config = z.object({
  metadataFile: z.string().default('').describe('metadata document of the identity provider, as XML; a deployment needs it'),
  providerName: z
    .string()
    .regex(/^[\w.-]{1,128}$/, 'up to 128 letters, digits, dots, hyphens and underscores')
    .default('Auth0')
    .describe('name of the identity provider in IAM'),
  relayStateParameter: z
    .enum(['RelayState', 'TargetResource'])
    .default('RelayState')
    .describe('how the identity provider calls the address to go on to: TargetResource at Ping, RelayState at Auth0, Okta, Google and Entra'),
  emailSync: flag.default(false).describe('QuickSight takes e-mail addresses from the identity provider instead of asking'),
  regionalSignIn: flag.default(false).describe('the sign-in address of the region counts too, for when the global one cannot be reached'),
  sessionHours: wholeNumber(1, 12).default(1).describe('hours after which people have to sign in again'),
});

/** What the stacks publish. */
export const contract = {
  provider: 'ARN of the identity provider',
  providerName: 'its name',
  adminRole: 'role that becomes an administrator of QuickSight',
  authorRole: 'role that becomes an author',
  readerRole: 'role that becomes a reader',
  signInUrl: "IdP URL to enter under QuickSight's single sign-on",
  relayStateParameter: 'IdP redirect URL parameter to enter there',
  recipients: 'addresses that an assertion may be for, separated by commas',
} as const;

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type ContractName = keyof typeof contract;
