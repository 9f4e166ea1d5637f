import { stripVTControlCharacters } from 'node:util';
import type { ICloudAssemblySource, IIoHost, Toolkit } from '@aws-cdk/toolkit-lib';
import type { Target } from '../aws/aws';
import type { Synthesized } from '../scenarios/synthesize';
import { folderUntilExit } from '../temporary';

/** What the CDK toolkit works with. */
export interface ToolkitOptions {
  readonly target: Target;
  /** @default - the SDK's default credential chain */
  readonly profile?: string;
  readonly synthesized: Synthesized;
}

/** The CDK toolkit in this process, and the stacks that it is to look at. It sends nothing anywhere but to the account. */
export async function openToolkit(
  { target, profile, synthesized }: ToolkitOptions,
  ioHost: IIoHost,
): Promise<{ toolkit: Toolkit; source: ICloudAssemblySource }> {
  // The toolkit remembers accounts by access key in its home folder, and made-up keys are the same for every endpoint.
  if (target.endpoint !== undefined) process.env['CDK_HOME'] = folderUntilExit();
  const { BaseCredentials, Toolkit } = await import('@aws-cdk/toolkit-lib');
  const baseCredentials = BaseCredentials.awsCliCompatible({ profile, defaultRegion: target.region });
  const toolkit = new Toolkit({ ioHost, color: false, emojis: false, sdkConfig: { baseCredentials } });
  return { toolkit, source: await toolkit.fromAssemblyDirectory(synthesized.assembly.directory) };
}

/** What the toolkit said when it gave up, without its colours and signs. */
export function wordsOf(error: unknown): string {
  return stripVTControlCharacters(error instanceof Error ? error.message : String(error))
    .replace(/^[^\w]+/, '')
    .trim();
}
