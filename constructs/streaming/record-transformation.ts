import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type HandlerFunctionOptions, handlerFunction } from '../handler-function';

/** Properties of a `RecordTransformation`. */
export interface RecordTransformationProps extends HandlerFunctionOptions {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. */
  readonly code: string;
}

/**
 * A function that Firehose hands every record to, and that says of each whether it goes on as it is, changed, or not at all.
 *
 * Records that it refuses go to the folder of errors of the bucket, and those around them are delivered. Costs nothing at rest.
 */
export class RecordTransformation extends Construct implements iam.IGrantable {
  /** The function itself. */
  public readonly function: lambda.Function;
  /** Log of the function. */
  public readonly logGroup: logs.LogGroup;
  /** Role of the function. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: RecordTransformationProps) {
    super(scope, id);
    const { code, ...options } = props;
    const handler = handlerFunction(this, 'Resource', { code, ...options, timeout: Duration.minutes(1) });
    this.function = handler.function;
    this.logGroup = handler.logGroup;
    this.role = handler.role;
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Allows a delivery stream to use the function. */
  public grantTransform(grantee: iam.IGrantable): iam.Grant {
    const actions = ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'];
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.function.functionArn] });
  }

  /** The function as a delivery stream names it. It gets what has come within ten seconds, or a mebibyte. */
  public get processing(): firehose.CfnDeliveryStream.ProcessingConfigurationProperty {
    const parameters = { LambdaArn: this.function.functionArn, BufferSizeInMBs: '1', BufferIntervalInSeconds: '10' };
    return {
      enabled: true,
      processors: [
        {
          type: 'Lambda',
          parameters: Object.entries(parameters).map(([parameterName, parameterValue]) => ({ parameterName, parameterValue })),
        },
      ],
    };
  }
}
