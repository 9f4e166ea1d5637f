import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import type { Environment } from '../endpoint';
import type { PreflightCheck } from './check';

const TIMEOUT_MS = 10_000;

/** Runs a program and returns what it prints; rejects when it is missing or fails. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

export const runProgram: RunProgram = async (program, args) => (await promisify(execFile)(program, [...args], { timeout: TIMEOUT_MS })).stdout;

/** Number of container images that a deployment builds. */
export async function imagesOf(stacks: readonly CloudFormationStackArtifact[]): Promise<number> {
  const { AssetManifestArtifact } = await import('aws-cdk-lib/cx-api');
  const manifests = new Set(
    stacks.flatMap(({ dependencies = [] }) => dependencies.filter((each) => AssetManifestArtifact.isAssetManifestArtifact(each))),
  );
  const images = [...manifests].flatMap((manifest) =>
    AssetManifestArtifact.isAssetManifestArtifact(manifest) ? Object.keys(manifest.contents.dockerImages ?? {}) : [],
  );
  return new Set(images).size;
}

/** Looks for Docker, or for what CDK_DOCKER names in its place, and for the daemon that it needs. */
export async function checkDocker(images: number, env: Environment, run: RunProgram): Promise<readonly PreflightCheck[]> {
  if (images === 0) return [];
  const program = env['CDK_DOCKER'] || 'docker';
  const subject = 'Docker';
  const builds = `${images} container ${images === 1 ? 'image is' : 'images are'} built at deployment`;
  try {
    await run(program, ['version']);
    return [{ subject, state: 'ok', description: `${program} answers; ${builds}` }];
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return [
      {
        subject,
        state: 'refused',
        description: `${builds}, and ${program} ${isMissing ? 'is not on the PATH' : 'does not answer'}`,
        fix: 'install Docker and start it, or name another program that builds images in CDK_DOCKER: finch, podman',
      },
    ];
  }
}
