import { decide, type LoginEvent } from './sign-in';

/** The part of Auth0's post-login API that is used here. */
export interface LoginApi {
  readonly access: { deny(reason: string): void };
  readonly samlResponse: { setAttribute(name: string, value: string): void };
}

/** Auth0 post-login Action: adds SAML attributes with the user's role and session name for QuickSight. */
export async function onExecutePostLogin(event: LoginEvent, api: LoginApi): Promise<void> {
  const decision = decide(event);
  if (decision.kind === 'deny') api.access.deny(decision.reason);
  if (decision.kind === 'assert') {
    for (const [name, value] of Object.entries(decision.attributes)) api.samlResponse.setAttribute(name, value);
  }
}
