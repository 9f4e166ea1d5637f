import { decide, type LoginEvent } from './sign-in';

/** What of the API of Auth0's post-login trigger is used here. */
export interface LoginApi {
  readonly access: { deny(reason: string): void };
  readonly samlResponse: { setAttribute(name: string, value: string): void };
}

/** Action of the post-login trigger: tells AWS who signs in to QuickSight, and as what. */
export async function onExecutePostLogin(event: LoginEvent, api: LoginApi): Promise<void> {
  const decision = decide(event);
  if (decision.kind === 'deny') api.access.deny(decision.reason);
  if (decision.kind === 'assert') {
    for (const [name, value] of Object.entries(decision.attributes)) api.samlResponse.setAttribute(name, value);
  }
}
