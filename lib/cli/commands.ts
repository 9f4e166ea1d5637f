import type { Command } from 'commander';
import { listCommand } from './list';
import type { Ui } from './ui';

/** Every command, in the order of `--help`: look, build, run, prove, leave. */
export const commands: readonly ((ui: Ui) => Command)[] = [listCommand];
