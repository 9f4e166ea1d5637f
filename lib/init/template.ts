/** `bin/app.ts` of a project. */
export const APP = `import { App } from 'aws-cdk-lib';
import { config } from '../lib/settings';
import { build } from '../lib/stacks';
import { AppStage } from '../lib/stage';

build(new AppStage(new App(), 'STAGE_ID'), config);
`;

/** `lib/stage.ts` of a project. */
export const STAGE = `import { CfnOutput, type Stack, Stage } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { type Config, type ContractName, contract, STAGE } from './settings';

/** Defines the stacks in their stage. */
export type Build = (stage: AppStage, config: Config) => void;

/** The stage that holds the stacks. Deploy it more than once by giving each copy another id and another \`STAGE\`. */
export class AppStage<Name extends string = ContractName> extends Stage {
  /** Name of the stage. */
  public get stageLabel(): string {
    return STAGE;
  }

  /** A fixed name: as it is in the stage \`dev\`, with the stage's name behind it in any other. */
  public fixedName(name: string, separator: '-' | '_' = '-'): string {
    return STAGE === 'dev' ? name : \`\${name}\${separator}\${separator === '_' ? STAGE.replaceAll('-', '_') : STAGE}\`;
  }

  /** What another deployment has published under a name; it is read from the parameter store when the reader is deployed. */
  public publishedBy(scenario: string, name: string, reader: Stack): string {
    return StringParameter.valueForStringParameter(reader, \`/stagecraft/\${scenario}/\${STAGE}/\${name}\`);
  }

  /** Makes values outputs of the stack that owns them. */
  public publish(owner: Stack, entries: Readonly<Partial<Record<Name, string>>>): void {
    const descriptions: Readonly<Record<string, string>> = contract;
    for (const [name, value] of Object.entries(entries) as [string, string][]) {
      new CfnOutput(owner, name, { description: descriptions[name], value });
    }
  }
}
`;

/** `scripts/build.mjs` of a project. */
export const BUILD = `/**
 * Bundles the app to \`dist/app.js\`, each Lambda handler under \`workloads/<id>/functions\` to \`dist/functions/<id>/<name>/index.js\`,
 * and each service \`workloads/<id>/service/main.ts\`, where there is one, to \`dist/services/<id>\`.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['bin/app.ts'],
  outfile: 'dist/app.js',
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});

const workloads = existsSync('workloads') ? readdirSync('workloads') : [];
const handlers = workloads.flatMap((id) => {
  const folder = join('workloads', id, 'functions');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return files.map((file) => ({ in: join(folder, file), out: join(id, basename(file, '.ts'), 'index') }));
});
await build({
  entryPoints: handlers,
  outdir: 'dist/functions',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  loader: { '.sql': 'text' },
  logLevel: 'warning',
});
if (existsSync('scripts/bundle-services.mjs')) await (await import('./bundle-services.mjs')).bundleServices('dist/services');
`;

/** `lib/paths.ts` of a project. */
export const PATHS = `import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = findRoot(__dirname);

/** A file or folder of the workloads. */
export function workload(...path: string[]): string {
  return join(root, 'workloads', ...path);
}

/** The bundle of a Lambda handler, made by \`npm run build\`. */
export function functionBundle(...path: string[]): string {
  return join(root, 'dist', 'functions', ...path);
}

/** The bundle of a service with its Dockerfile, made by \`npm run build\`. */
export function serviceBundle(name: string): string {
  return join(root, 'dist', 'services', name);
}

function findRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : findRoot(dirname(from));
}
`;
