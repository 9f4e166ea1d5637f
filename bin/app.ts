import * as nodeModule from 'node:module';

// Node 22.1 and later keep compiled code between runs. It must be switched on before anything else is loaded.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

void import('../lib/cli/cdk-app').then(({ cdkApp }) => cdkApp());
