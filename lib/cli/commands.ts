import type { Command } from 'commander';
import { accessCommand } from './access';
import { configCommand } from './config';
import { dataCommand } from './data';
import { deployCommand } from './deploy';
import { destroyCommand } from './destroy';
import { diffCommand } from './diff';
import { doctorCommand } from './doctor';
import { explainCommand } from './explain';
import { graphCommand } from './graph';
import { initCommand } from './init';
import { listCommand } from './list';
import { logsCommand } from './logs';
import { manifestsCommand } from './manifests';
import { openCommand } from './open';
import { outputsCommand } from './outputs';
import { queryCommand } from './query';
import { rehearseCommand } from './rehearse';
import { runCommand } from './run';
import { statusCommand } from './status';
import { synthCommand } from './synth';
import type { Ui } from './ui';
import { validateCommand } from './validate';

/** Every command, in the order of `--help`. */
export const commands: readonly ((ui: Ui) => Command)[] = [
  listCommand,
  explainCommand,
  doctorCommand,
  configCommand,
  rehearseCommand,
  dataCommand,
  synthCommand,
  validateCommand,
  accessCommand,
  diffCommand,
  deployCommand,
  statusCommand,
  outputsCommand,
  runCommand,
  queryCommand,
  logsCommand,
  openCommand,
  manifestsCommand,
  graphCommand,
  initCommand,
  destroyCommand,
];
