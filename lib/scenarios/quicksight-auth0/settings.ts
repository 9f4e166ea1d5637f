import { z } from 'zod';
import { list, text } from '../contract-entry';
import { scenarioKit } from '../kit';
import { flag, wholeNumber } from '../params';

/** Configuration. */
export const config = z.object({
  metadataFile: z.string().default('').describe('SAML metadata document of the identity provider, as XML; required for a deployment'),
  providerName: z
    .string()
    .regex(/^[\w.-]{1,128}$/, 'up to 128 letters, digits, dots, hyphens and underscores')
    .default('Auth0')
    .describe('name of the identity provider in IAM'),
  relayStateParameter: z
    .enum(['RelayState', 'TargetResource'])
    .default('RelayState')
    .describe('name of the relay state parameter: TargetResource for Ping, RelayState for Auth0, Okta, Google and Entra'),
  emailSync: flag.default(false).describe('QuickSight takes e-mail addresses from the identity provider instead of asking'),
  regionalSignIn: flag.default(false).describe('also accept the regional sign-in endpoint, in case the global one is unavailable'),
  sessionHours: wholeNumber(1, 12).default(1).describe('maximum session duration in hours'),
});

/** Published outputs. */
export const contract = {
  provider: text('ARN of the identity provider'),
  providerName: text('name of the identity provider'),
  adminRole: text('role of QuickSight administrators'),
  authorRole: text('role of QuickSight authors'),
  readerRole: text('role of QuickSight readers'),
  signInUrl: text("IdP URL to enter under QuickSight's single sign-on"),
  relayStateParameter: text('IdP redirect URL parameter to enter there'),
  recipients: list('accepted recipients of a SAML assertion'),
};

export const kit = scenarioKit({ config, contract });
export type Config = z.infer<typeof config>;
export type Contract = typeof contract;
