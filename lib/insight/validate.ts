import { App, CfnElement, CloudFormationValidatePlugin, type Environment, type IPolicyValidationContext, Stack, Validations } from 'aws-cdk-lib';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import type { LoadedScenario } from '../scenarios/load';
import { ScenarioStage } from '../scenarios/stage';
import { inTemporaryFolder } from '../temporary';
import { PinnedVersions } from './pins';

/** A violation of a rule in a template. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly stack: string;
  /** Path of the construct in its stack; empty when the finding is about the whole stack. */
  readonly resource: string;
  readonly message: string;
}

export interface ValidationResult {
  readonly templates: number;
  /** Errors first. */
  readonly findings: readonly Finding[];
  /** What has been accepted, and why. */
  readonly acknowledged: readonly Acknowledgement[];
}

export interface ValidateOptions {
  /** Account and region. @default - none: the templates fit any */
  readonly env?: Environment;
}

/** One for the process: building its engine takes longer than checking all templates. */
const cloudFormation = new CloudFormationValidatePlugin();

/**
 * Checks every template of scenarios, synthesized once: CloudFormation's own validator, the AwsSolutions rules of cdk-nag, and the pinned versions.
 *
 * Takes about two seconds, nearly all of it once in a process, and 400 MB of memory.
 */
export async function validate(scenarios: readonly LoadedScenario[], options: ValidateOptions = {}): Promise<ValidationResult> {
  return inTemporaryFolder(async (outdir) => {
    const app = new App({ outdir, builtinCloudFormationValidation: false, analyticsReporting: false, treeMetadata: false });
    for (const { entry, scenario, stage, config } of scenarios) {
      const { build } = await entry.stacks();
      build(new ScenarioStage(app, { scenario, stageName: stage, ttlHours: config.ttlHours, env: options.env }), config as never);
    }
    return validateApp(app);
  });
}

/** Checks the templates of any app. Make it with `builtinCloudFormationValidation: false`, or the validator runs twice. */
export function validateApp(app: App): ValidationResult {
  const stacks = app.synth().stacksRecursively;
  const context = contextOf(app, stacks);
  const find = constructFinder(app, context);

  const findings = [cloudFormation, new AwsSolutionsChecks(app), new PinnedVersions()].flatMap((plugin) =>
    plugin.validate(context).violations.flatMap(({ ruleName: rule, severity, description: message, violatingResources }) =>
      violatingResources
        .map((violating) => ({
          rule,
          severity: severity === 'error' ? ('error' as const) : ('warning' as const),
          message,
          construct: find(violating),
        }))
        .filter(({ construct }) => !isAcknowledged(construct, plugin.name, rule))
        .map(({ construct, ...finding }): Finding => ({ ...finding, ...placeOf(construct) })),
    ),
  );
  return {
    templates: stacks.length,
    findings: findings.sort(byPlace),
    acknowledged: acknowledgementsIn(app),
  };
}

/** A template file, with the account and region of its stack as far as the app fixes them. */
export interface TemplateFile {
  readonly name: string;
  readonly path: string;
  readonly environment: { readonly account?: string; readonly region?: string };
}

/** Checks template files by CloudFormation's own validator, which needs no constructs. What constructs acknowledge is not known. */
export function validateFiles(files: readonly TemplateFile[]): ValidationResult {
  const stackTemplates = files.map(({ name, path, environment: { account: accountId, region } }) => ({
    ...{ stackConstructPath: name, templatePath: path, accountId, region },
  }));
  const names = new Map(files.map(({ name, path }) => [path, name]));
  const context = { appConstruct: new App({ analyticsReporting: false }), stackTemplates, templatePaths: files.map(({ path }) => path) };
  const findings = cloudFormation.validate(context).violations.flatMap(({ ruleName: rule, severity, description: message, violatingResources }) =>
    violatingResources.map(
      ({ templatePath, resourceLogicalId, constructPath }): Finding => ({
        ...{ rule, severity: severity === 'error' ? 'error' : 'warning', message },
        ...{ stack: names.get(templatePath ?? '') ?? '', resource: resourceLogicalId ?? constructPath ?? '' },
      }),
    ),
  );
  return { templates: files.length, findings: findings.sort(byPlace), acknowledged: [] };
}

function byPlace(one: Finding, other: Finding): number {
  const order = ({ severity, stack, resource, rule }: Finding) => [severity, stack, resource, rule].join('\n');
  return order(one).localeCompare(order(other));
}

function contextOf(app: App, stacks: readonly CloudFormationStackArtifact[]): IPolicyValidationContext {
  const known = (value: string) => (value.startsWith('unknown-') ? undefined : value);
  const stackTemplates = stacks.map(({ hierarchicalId, templateFullPath, environment: { account, region } }) => ({
    stackConstructPath: hierarchicalId,
    templatePath: templateFullPath,
    accountId: known(account),
    region: known(region),
  }));
  return { appConstruct: app, stackTemplates, templatePaths: stackTemplates.map(({ templatePath }) => templatePath) };
}

interface Violating {
  readonly constructPath?: string;
  readonly templatePath?: string;
  readonly resourceLogicalId?: string;
}

/** Finds the construct that a finding is about, however the finding names it. */
function constructFinder(app: App, { stackTemplates }: IPolicyValidationContext): (violating: Violating) => IConstruct {
  const byPath = new Map<string | undefined, IConstruct>();
  const byLogicalId = new Map<string, IConstruct>();
  for (const construct of app.node.findAll()) {
    byPath.set(construct.node.path, construct);
    if (!CfnElement.isCfnElement(construct)) continue;
    const { stack, logicalId } = construct;
    byLogicalId.set(`${stack.node.path} ${stack.resolve(logicalId)}`, construct);
  }
  const stackOf = new Map(stackTemplates.map(({ templatePath, stackConstructPath }) => [templatePath, stackConstructPath]));
  return ({ constructPath, templatePath, resourceLogicalId }) => {
    const stack = stackOf.get(templatePath ?? '');
    return byPath.get(constructPath) ?? byLogicalId.get(`${stack} ${resourceLogicalId}`) ?? byPath.get(stack) ?? app;
  };
}

function placeOf(construct: IConstruct): { readonly stack: string; readonly resource: string } {
  const stack = construct.node.scopes.find(Stack.isStack);
  if (!stack) return { stack: '', resource: construct.node.path };
  const resource = construct.node.path.slice(stack.node.path.length + 1).replace(/\/Resource$/, '');
  return { stack: stack.stackName, resource };
}

/** A finding that is acknowledged, with its reason. */
interface Acknowledgement {
  readonly rule: string;
  /** Path of the construct below which it is accepted. */
  readonly construct: string;
  readonly reason: string;
}

/** Every acknowledgement in a construct tree, in the order of the tree. */
function acknowledgementsIn(root: IConstruct): readonly Acknowledgement[] {
  return root.node
    .findAll()
    .flatMap((construct) =>
      [...recordedAt(construct)].map(([id, reason]) => ({ rule: withoutNamespace(id), construct: construct.node.path, reason })),
    );
}

/** Whether a construct, or one around it, accepts the rule of a validation plugin. */
function isAcknowledged(construct: IConstruct, plugin: string, rule: string): boolean {
  const id = `${plugin.replaceAll(' ', '-')}::${rule}`;
  return construct.node.scopes.some((scope) => recordedAt(scope).has(id));
}

function recordedAt(construct: IConstruct): ReadonlyMap<string, string> {
  const entries = construct.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return new Map(entries.flatMap(({ data }) => Object.entries(data as Record<string, string>)));
}

function withoutNamespace(id: string): string {
  return id.replace(/^[A-Za-z-]+::/, '');
}
