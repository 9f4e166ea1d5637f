import { buildPlatform } from '../greeting-platform/stacks';
import type { Build } from '../stage';
import type { scenario } from './scenario';

/** The platform, with services that speak REST. */
export const build: Build<typeof scenario> = (stage, config) => buildPlatform(stage, config, 'rest');
