import { type StackTypes, typesAt } from '../deployment/endpoint-types';
import { StagecraftError } from '../errors';
import { registry } from '../scenarios/registry';
import type { Diagnosis } from './diagnosis';

/** What an endpoint said about the types of the scenarios. */
export interface EndpointTypes {
  readonly url: string;
  readonly stacks: readonly StackTypes[];
}

/** Compares the CloudFormation types of an endpoint with those of a scenario, or of all. */
export async function endpointDiagnoses(
  url: string,
  scenario: string | undefined,
): Promise<{ readonly diagnoses: readonly Diagnosis[]; readonly types?: EndpointTypes }> {
  try {
    const stacks = await typesAt(url, scenario === undefined ? Object.keys(registry) : [scenario]);
    return { diagnoses: stacks.map((stack) => diagnosisOf(stack, url, scenario !== undefined)), types: { url, stacks } };
  } catch (error) {
    if (!StagecraftError.is(error)) throw error;
    const { problem, got, fix } = error.refusal;
    return {
      diagnoses: [{ subject: `CloudFormation at ${url}`, state: 'broken', description: got === undefined ? problem : `${problem} (${got})`, fix }],
    };
  }
}

/** `deploy` refuses a scenario with a type that the endpoint lacks, so it prevents the use that was named. */
function diagnosisOf({ scenario, stack, types, lacking }: StackTypes, url: string, isNamed: boolean): Diagnosis {
  if (lacking.length === 0) return { subject: stack, state: 'ok', description: `${url} has its ${types.length} resource types` };
  return {
    subject: stack,
    state: isNamed ? 'broken' : 'note',
    description: `${url} lacks ${lacking.length} of its ${types.length} resource types: ${lacking.join(', ')}`,
    fix: `deploy ${scenario} --stacks with the stacks that it has, take a newer emulator, or deploy to AWS`,
  };
}
