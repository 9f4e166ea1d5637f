import type { Build } from '../stage';
import type { scenario } from './scenario';

export const build: Build<typeof scenario> = () => {};
