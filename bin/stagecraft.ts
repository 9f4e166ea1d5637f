#!/usr/bin/env node
import * as nodeModule from 'node:module';

// Node 22.1 and later keep compiled code between runs. It must be switched on before anything else is loaded.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

void import('../lib/cli/main').then(async ({ main }) => {
  await main(process.argv);
  // What CloudFormation goes on with is still being watched by the CDK toolkit, which cannot be told to stop.
  if (process.exitCode === 130) process.exit();
});
