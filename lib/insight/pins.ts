import { readFileSync } from 'node:fs';
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { versions } from 'stagecraft-constructs/versions';

type Properties = Readonly<Record<string, never>>;

/** Where each kind of resource says its version, and what `versions.ts` calls it. */
const PINNED: Readonly<Record<string, { readonly software: RegExp; version(properties: Properties): unknown }>> = {
  'AWS::Athena::WorkGroup': {
    software: /^Athena$/,
    version: ({ WorkGroupConfiguration }) =>
      (WorkGroupConfiguration as { EngineVersion?: Properties } | undefined)?.EngineVersion?.['SelectedEngineVersion'],
  },
  'AWS::AmazonMQ::Broker': { software: /^RabbitMQ on Amazon MQ$/, version: ({ EngineVersion }) => EngineVersion },
  'AWS::DocDB::DBCluster': { software: /^Amazon DocumentDB$/, version: ({ EngineVersion }) => EngineVersion },
  'AWS::EKS::Cluster': { software: /^Amazon EKS$/, version: ({ Version }) => Version },
  'AWS::EMR::Cluster': { software: /^Amazon EMR$/, version: ({ ReleaseLabel }) => ReleaseLabel },
  'AWS::EMRServerless::Application': { software: /^Amazon EMR$/, version: ({ ReleaseLabel }) => ReleaseLabel },
  'AWS::Glue::Job': { software: /^AWS Glue for /, version: ({ GlueVersion }) => GlueVersion },
  'AWS::MWAA::Environment': { software: /^Apache Airflow on /, version: ({ AirflowVersion }) => AirflowVersion },
  // A function from a container image has no runtime of its own.
  'AWS::Lambda::Function': { software: /^AWS Lambda for /, version: ({ Runtime, PackageType }) => Runtime ?? PackageType },
};

/**
 * Objects to software whose version is not one of those in `constructs/versions.ts`.
 *
 * CloudFormation's validator says nothing about a Glue version that has ended, and a version left out means the oldest one or whichever comes next.
 */
export class PinnedVersions implements IPolicyValidationPlugin {
  public readonly name = 'Stagecraft';

  public validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = stackTemplates.flatMap(({ templatePath }) => {
      const { Resources = {} } = JSON.parse(readFileSync(templatePath, 'utf8')) as {
        Resources?: Record<string, { Type: string; Properties?: Properties }>;
      };
      return Object.entries(Resources).flatMap(([resourceLogicalId, { Type, Properties = {} }]) => {
        const pin = PINNED[Type];
        const version = pin?.version(Properties);
        const allowed = versions.filter(({ name }) => pin?.software.test(name)).map((pinned) => pinned.version);
        if (!pin || version === 'Image' || allowed.includes(String(version))) return [];
        const description = `${version === undefined ? 'no version' : `version ${JSON.stringify(version)}`}; constructs/versions.ts has ${allowed.join(', ')}`;
        return [
          { ruleName: 'PinnedVersion', severity: 'error', description, violatingResources: [{ resourceLogicalId, templatePath, locations: [] }] },
        ];
      });
    });
    return { success: violations.length === 0, violations };
  }
}
