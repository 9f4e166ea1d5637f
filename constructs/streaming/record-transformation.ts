import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { type HandlerFunctionOptions, handlerFunction } from '../handler-function';

/** A Lambda transformation of the records of a delivery stream. */
export interface IRecordTransformation extends IConstruct {
  /** Processing configuration of the delivery stream. The function is invoked every 10 seconds or 1 MiB. */
  readonly processing: firehose.CfnDeliveryStream.ProcessingConfigurationProperty;
  /** Grants a delivery stream the right to invoke the function. */
  grantTransform(grantee: iam.IGrantable): iam.Grant;
}

abstract class RecordTransformationBase extends Construct implements IRecordTransformation {
  public abstract readonly function: lambda.IFunction;

  public grantTransform(grantee: iam.IGrantable): iam.Grant {
    const actions = ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'];
    // A version's ARN, or those of a function and of all its versions: Firehose invokes a version (Data Firehose guide, Data transformation).
    const resourceArns = this.function.resourceArnsForGrantInvoke;
    for (const arn of resourceArns.slice(1)) acknowledgeWildcard(grantee, arn, 'Firehose invokes a version of the function');
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  }

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

/** Properties of a `RecordTransformation`. */
export interface RecordTransformationProps extends HandlerFunctionOptions {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. */
  readonly code: string;
}

/**
 * A Lambda function that transforms the records of a delivery stream: it returns each record unchanged, changed, dropped or failed.
 *
 * Failed records go to the error prefix of the bucket; the others are delivered. Costs nothing while idle.
 */
export class RecordTransformation extends RecordTransformationBase implements iam.IGrantable {
  /** An existing function that returns records as Firehose requires. */
  public static fromFunction(scope: Construct, id: string, transformation: lambda.IFunction): IRecordTransformation {
    return new (class extends RecordTransformationBase {
      public readonly function = transformation;
    })(scope, id);
  }

  /** The Lambda function. */
  public readonly function: lambda.Function;
  /** Log group of the function. */
  public readonly logGroup: logs.LogGroup;
  /** Execution role of the function. */
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
}
