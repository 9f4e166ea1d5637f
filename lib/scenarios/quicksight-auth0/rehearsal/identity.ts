import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Identity, makeIdentity, metadataFor } from '../../../../workloads/quicksight-auth0/local/identity-provider';

/** Application of the rehearsal's tenant. */
export const CLIENT = 'quicksight';

/** Creates the identity provider of this rehearsal, which later steps sign with. @returns its metadata */
export async function writeIdentity(workspace: string): Promise<string> {
  const identity = await makeIdentity('tenant.example', CLIENT);
  const metadata = metadataFor(identity);
  await mkdir(join(workspace, 'identity-provider'), { recursive: true });
  await writeFile(metadataFile(workspace), metadata);
  await writeFile(identityFile(workspace), JSON.stringify(identity), { mode: 0o600 });
  return metadata;
}

export async function readIdentity(workspace: string): Promise<Identity> {
  return JSON.parse(await readFile(identityFile(workspace), 'utf8')) as Identity;
}

/** Metadata of that identity provider. */
export async function readMetadataFile(workspace: string): Promise<string> {
  return readFile(metadataFile(workspace), 'utf8');
}

function metadataFile(workspace: string): string {
  return join(workspace, 'identity-provider', 'metadata.xml');
}

function identityFile(workspace: string): string {
  return join(workspace, 'identity-provider', 'identity.json');
}
