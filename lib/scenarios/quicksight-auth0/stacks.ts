import type { Build } from '../stage';
import type { scenario } from './scenario';
import { SignIn } from './stacks/sign-in';

/** One stack: the identity provider, and what its users may become. */
export const build: Build<typeof scenario> = (stage, config) => {
  new SignIn(stage, config);
};
