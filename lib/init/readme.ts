import { resolveText } from 'stagecraft-constructs/intrinsics';
import type { DeployedResource, Leftover } from '../contract/resources';
import { keysOf } from '../keys';
import type { LoadedScenario } from '../scenarios/load';
import { contractPath } from '../scenarios/names';
import { synthesize } from '../scenarios/synthesize';
import { services } from '../services';

export interface ProjectOptions {
  /** Name of the npm package. */
  readonly name: string;
  /** Where npm finds `stagecraft-constructs`: a version, a folder, an archive. */
  readonly constructs: string;
  /** Configuration values that replace defaults of the scenario. */
  readonly pinned: Readonly<Record<string, unknown>>;
  /** The scenario with example values of required keys that have none, so that it can be synthesized. */
  readonly example: LoadedScenario;
}

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** `README.md` of a project. */
export async function readme(loaded: LoadedScenario, { name, pinned, constructs, example }: ProjectOptions): Promise<string> {
  const { entry, scenario, stage } = loaded;
  const { stacks } = await synthesize(example);
  const resources = stacks.flatMap(({ template }) => resourcesOf(template, Object.keys(scenario.contract)));
  const declared = scenario.leftovers?.({ config: example.config, stage, contract: {}, resources }) ?? [];
  const leftovers = [...services.leftoversOf(resources), ...declared];
  const missing = keysOf(scenario.config).filter((key) => key.name in (scenario.example ?? {}) && !(key.name in pinned));
  return `# ${name}
${entry.title}. ${scenario.story}

${scenario.flow.map((line) => `- ${line}`).join('\n')}

A plain CDK app: it needs no other tool, and every line of it is yours. Stacks are in \`lib/stacks.ts\` and \`lib/stacks\`, settings with their defaults in
\`lib/settings.ts\`, the values that replace defaults in \`bin/app.ts\`, and the code that runs in the cloud in \`workloads\`. The constructs come from
the package \`stagecraft-constructs\`${constructs.startsWith('file:') ? ', which npm copies from the folder that `package.json` names' : ''}.
${missing.map((key) => `\nBefore the first synthesis, set \`${key.name}\` in \`bin/app.ts\`: ${key.description}.\n`).join('')}
    npm install
    npm run check        # types
    npm run synth        # templates into cdk.out; needs no network and no credentials
    npm run deploy       # needs a bootstrapped account (npx cdk bootstrap); asks before it widens permissions
${(entry.requires ?? []).map((id) => `\nDeploy \`${id}\` in the same stage first: these stacks read the parameters that it publishes.\n`).join('')}
The stacks publish what they made as outputs and as SSM parameters \`${contractPath(scenario.id, stage)}/<output>\`, as the scenario does, so
\`stagecraft run\`, \`query\`, \`logs\` and \`open\` with \`${scenario.id}\` work on this app too.

| Output | What it is |
|---|---|
${Object.entries(scenario.contract)
  .map(([output, { description }]) => `| \`${output}\` | ${description} |`)
  .join('\n')}

**Costs** ${scenario.idle === undefined ? 'depend on use; look up the prices of the services above before you deploy' : `while nobody uses it: ${scenario.idle}`}.

**Destroy.** A bucket is deleted only when it is empty, and logs may come back while services finish. Replace the brackets by the outputs; repeat a line
for each value of a list.

${[...new Set([...leftovers.flatMap(before), 'npm run destroy', ...leftovers.flatMap(after)])].map((line) => `    ${line}`).join('\n')}
`;
}

/** What has to be removed before the stacks can be deleted. Tables that queries made are deleted with their database. */
function before(leftover: Leftover): readonly string[] {
  return leftover.kind === 'bucket-contents' ? [`aws s3 rm --recursive 's3://${leftover.bucket}'`] : [];
}

/** What services may have written again after the stacks were deleted. */
function after(leftover: Leftover): readonly string[] {
  if (leftover.kind === 'log-group') return [`aws logs delete-log-group --log-group-name '${leftover.name}'`];
  if (leftover.kind === 'log-stream')
    return [`aws logs delete-log-stream --log-group-name '${leftover.group}' --log-stream-name '${leftover.stream}'`];
  return [];
}

/** Resources by the output that names them, in brackets, or by the name that the template fixes. */
function resourcesOf({ Resources = {}, Outputs = {} }: Template, contract: readonly string[]): readonly DeployedResource[] {
  // Stacks export more to one another than the scenario publishes.
  const published = Object.entries(Outputs).filter(([output]) => contract.includes(output));
  const outputs = new Map(published.flatMap(([output, { Value }]) => (isReference(Value) ? [[Value.Ref, `<${output}>`]] : [])));
  const known = { ref: (name: string) => outputs.get(name) ?? (name.startsWith('AWS::') ? `<${name.slice(5)}>` : undefined) };
  return Object.entries(Resources).flatMap(([logicalId, { Type: type, Properties: properties = {} }]) => {
    const named = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, resolveText(value, known) ?? value]));
    const fixed = services.fixedIdOf(type, named, { partition: 'aws', region: '<Region>', account: '<AccountId>' });
    const physicalId = fixed?.includes('<') ? (outputs.get(logicalId) ?? fixed) : (fixed ?? outputs.get(logicalId));
    return physicalId === undefined ? [] : [{ type, physicalId, properties }];
  });
}

function isReference(value: unknown): value is { readonly Ref: string } {
  return typeof value === 'object' && value !== null && 'Ref' in value;
}
