import type { Leftover } from '../contract/leftover';
import type { LoadedScenario } from '../scenarios/load';

/** `README.md` of a project. */
export function readme({ entry, scenario, stage, config }: LoadedScenario, name: string): string {
  const outputs = Object.fromEntries(Object.keys(scenario.contract).map((output) => [output, `<${output}>`]));
  const leftovers = scenario.leftovers({ config, contract: outputs, stage });
  return `# ${name}
${entry.title}. ${scenario.story}

${scenario.flow.map((line) => `- ${line}`).join('\n')}

A plain CDK app: it needs no other tool, and every line of it is yours. Stacks are in \`lib\`, settings in \`lib/settings.ts\`, and the code that runs
in the cloud in \`workloads\`. The constructs come from the package \`stagecraft-constructs\`.

    npm install
    npm run check        # types
    npm run synth        # templates into cdk.out; needs no network and no credentials
    npm run deploy       # needs a bootstrapped account (npx cdk bootstrap); asks before it widens permissions

| Output | What it is |
|---|---|
${Object.entries(scenario.contract)
  .map(([output, description]) => `| \`${output}\` | ${description} |`)
  .join('\n')}

**Costs** ${scenario.idle === undefined ? 'depend on use; look up the prices of the services above before you deploy' : `while nobody uses it: ${scenario.idle}`}.

**Destroy.** A bucket is deleted only when it is empty, and logs may come back while services finish. Put the outputs in place of the brackets:

${[...leftovers.flatMap(before), 'npm run destroy', ...leftovers.flatMap(after)].map((line) => `    ${line}`).join('\n')}
`;
}

/** What must go before the stacks can. Tables that queries made go with their database. */
function before(leftover: Leftover): readonly string[] {
  return leftover.kind === 'bucket-contents' ? [`aws s3 rm --recursive 's3://${leftover.bucket}'`] : [];
}

/** What may be there again after the stacks. */
function after(leftover: Leftover): readonly string[] {
  if (leftover.kind === 'log-group') return [`aws logs delete-log-group --log-group-name '${leftover.name}'`];
  if (leftover.kind === 'log-stream')
    return [`aws logs describe-log-streams --log-group-name '${leftover.group}' --log-stream-name-prefix '${leftover.stream}'`];
  return [];
}
