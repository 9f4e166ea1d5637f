import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { PropError } from '../errors';
import { grantOnShared } from '../grants';

/** Properties of a `ParameterPublisher`. */
export interface ParameterPublisherProps {
  /** Path of the parameters, with a slash before it and none behind, as in `/emr_demo`. */
  readonly path: string;

  /** Values by the last part of the parameter's name. No secrets: they are stored as plain text. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Names of resources in the parameter store, where jobs find them without being told: plain text, free of charge.
 *
 * Several stacks may publish below one path.
 */
export class ParameterPublisher extends Construct {
  /** Path of the parameters. */
  public readonly path: string;

  constructor(scope: Construct, id: string, props: ParameterPublisherProps) {
    super(scope, id);
    this.validate(props);
    this.path = props.path;
    for (const [name, stringValue] of Object.entries(props.values)) {
      new ssm.StringParameter(this, name, { parameterName: `${props.path}/${name}`, stringValue });
    }
  }

  /** Allows the grantee to read every parameter below the path, those of other publishers too. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return grantReadParameters(this, this.path, grantee);
  }

  private validate({ path, values }: ParameterPublisherProps): void {
    if (!/^(\/[\w.-]+)+$/.test(path) || /^\/(aws|ssm)/i.test(path)) {
      throw new PropError(this, {
        problem: 'path is not a path of parameters',
        got: `'${path}'`,
        allowed: 'letters, digits and ._- between slashes, not beginning with /aws or /ssm',
        fix: "write it as in '/emr_demo'",
      });
    }
    const wrong = Object.keys(values).find((name) => !/^[\w.-]+$/.test(name));
    if (wrong !== undefined || Object.keys(values).length === 0) {
      throw new PropError(this, {
        problem: 'values is not a list of named values',
        got: wrong === undefined ? 'none' : `'${wrong}'`,
        allowed: 'one or more names of letters, digits and ._-',
        fix: 'correct the name',
      });
    }
  }
}

/** Allows the grantee to read every parameter below a path, whichever stack publishes it. */
export function grantReadParameters(scope: Construct, path: string, grantee: iam.IGrantable): iam.Grant {
  const parameters = Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: `${path.slice(1)}/*` });
  acknowledgeWildcard(grantee, parameters, 'Everything below this path is published for this reader');
  return grantOnShared(scope, {
    grantee,
    actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
    resourceArns: [Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: path.slice(1) }), parameters],
  });
}
