/** The part of an SDK client that knows its region. */
export interface RegionalClient {
  readonly config: { region(): Promise<string> };
}

const profiles = new WeakMap<object, string>();

/** Notes the profile of a client, for commands that are shown to a person. */
export function rememberProfile(client: object, profile: string | undefined): void {
  if (profile !== undefined) profiles.set(client, profile);
}

/** Flags with which the AWS CLI reaches the account and region of a client. */
export async function cliFlags(client: RegionalClient): Promise<string> {
  const profile = profiles.get(client);
  return `--region ${await client.config.region()}${profile === undefined ? '' : ` --profile ${profile}`}`;
}
