import { join } from 'node:path';
import type { EngineModule, Engines } from '../engine';

/** A strict double of Amazon S3 in this process: there is no library for S3 under a policy. */
export const s3: EngineModule<Engines['s3']> = {
  title: 'Amazon S3',
  install: 'nothing to install: it is part of stagecraft',

  async find() {
    return 'double';
  },

  async open(workspace) {
    const { s3Double } = await import('./s3-double');
    return s3Double(join(workspace, '.s3'));
  },
};
