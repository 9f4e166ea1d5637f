#!/usr/bin/env node
import * as nodeModule from 'node:module';

// Node 22.1 and later keep compiled code between runs. It must be switched on before anything else is loaded.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

void import('../lib/cli/main').then(async ({ main }) => {
  await main(process.argv);
  // The CDK toolkit still watches CloudFormation and cannot be cancelled.
  if (process.exitCode === 130) process.exit();
});
