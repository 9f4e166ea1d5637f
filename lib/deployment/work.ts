import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import type { LoadedScenario } from '../scenarios/load';
import { services } from '../services';
import { type Inventory, resourcesOf } from './inventory';
import { type Left, Refusals } from './left';
import { serviceContext } from './protections';

/** How stopping work ended. */
export interface StoppedWork {
  /** A line for each piece that ran. */
  readonly stopped: readonly string[];
  /** Types of resources whose work could not be stopped. It ends with the resource, if that can be deleted. */
  readonly refusedTypes: readonly Left[];
  /** What else could not be stopped, and may go on without any resource. */
  readonly refused: readonly Left[];
}

/** Stops what runs: what the scenario alone knows, then by the types of the resources. What cannot be stopped does not keep the rest from it. */
export async function stopWork(loaded: LoadedScenario, inventory: Inventory, aws: Aws, task: Task): Promise<StoppedWork> {
  const { scenario, stage, config } = loaded;
  const resources = resourcesOf(inventory);
  const known = { config, stage, contract: inventory.contract, resources };
  const ofScenario = new Refusals(task.signal);
  const ofTypes = new Refusals(task.signal);
  task.progress('stopping what runs');
  const stopped = [...(await ofScenario.guard(`work of ${scenario.id}`, async () => scenario.stop?.({ ...known, aws, task }) ?? [], []))];
  const context = serviceContext(loaded, known, aws);
  for (const { type, stop } of services.workOf(resources)) {
    task.signal.throwIfAborted();
    stopped.push(...(await ofTypes.guard(type, () => stop(context, task), [])));
  }
  return { stopped: [...new Set(stopped)], refused: ofScenario.all, refusedTypes: ofTypes.all };
}
