import { readFileSync } from 'node:fs';
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { versions } from 'stagecraft-constructs/versions';
import { services } from '../services';

/**
 * Finds software whose version is not one of those in `constructs/versions.ts`.
 *
 * CloudFormation's validator says nothing about a Glue version that has ended, and a version left out means the oldest one or whichever comes next.
 */
export class PinnedVersions implements IPolicyValidationPlugin {
  public readonly name = 'Stagecraft';

  public validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = stackTemplates.flatMap(({ templatePath }) => {
      const { Resources = {} } = JSON.parse(readFileSync(templatePath, 'utf8')) as {
        Resources?: Record<string, { Type: string; Properties?: Readonly<Record<string, unknown>> }>;
      };
      return Object.entries(Resources).flatMap(([resourceLogicalId, { Type, Properties = {} }]) => {
        const pin = services.typeOf(Type)?.pin;
        if (!pin || pin.isExempt?.(Properties)) return [];
        const version = pin.version(Properties);
        const allowed = versions.filter(({ name }) => pin.software.test(name)).map((pinned) => pinned.version);
        if (allowed.includes(String(version))) return [];
        const description = `${version === undefined ? 'no version' : `version ${JSON.stringify(version)}`}; constructs/versions.ts has ${allowed.join(', ')}`;
        return [
          { ruleName: 'PinnedVersion', severity: 'error', description, violatingResources: [{ resourceLogicalId, templatePath, locations: [] }] },
        ];
      });
    });
    return { success: violations.length === 0, violations };
  }
}
