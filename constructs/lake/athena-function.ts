import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BundledCode } from '../bundled-code';
import { PropError } from '../errors';
import { LAMBDA_RUNTIME } from '../versions';
import { grantDefaultDatabase, grantReadTables } from './access';
import type { IAthenaWorkgroup } from './athena-workgroup';
import type { ICatalogTable } from './catalog-table';

/** Properties of an `AthenaFunction`. */
export interface AthenaFunctionProps {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. */
  readonly code: string;

  /** Workgroup in which it runs its statements. */
  readonly workgroup: IAthenaWorkgroup;

  /** Tables that its statements read. */
  readonly inputs: ICatalogTable[];

  /** Table that its statements write. */
  readonly output: ICatalogTable;

  /**
   * Whether it deletes the output table and makes it anew (CTAS), instead of adding rows to it (INSERT).
   *
   * @default false
   */
  readonly replacesOutput?: boolean;

  /**
   * Name of the function, unique in the account and region.
   *
   * @default - chosen by CloudFormation
   */
  readonly functionName?: string;

  /**
   * What the function does, for those who see it in the console.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Time after which Lambda ends the function, at most 15 minutes; it must outlast the queries it waits for.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;

  /**
   * How long the log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the log when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A function that turns tables into another table by Athena statements, with a role that can do that and nothing else.
 *
 * The handler finds `DATA_CATALOG` (database), `DATA_BUCKET` (bucket of the output) and `WORKGROUP` in its environment. Costs nothing at rest.
 */
export class AthenaFunction extends Construct implements iam.IGrantable {
  /** The function itself. */
  public readonly function: lambda.Function;
  /** Log of the function. */
  public readonly logGroup: logs.LogGroup;
  /** Role of the function. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: AthenaFunctionProps) {
    super(scope, id);
    this.validate(props);

    this.logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: props.functionName === undefined ? undefined : `/aws/lambda/${props.functionName}`,
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.function = new lambda.Function(this, 'Resource', {
      functionName: props.functionName,
      description: props.description,
      runtime: new lambda.Runtime(LAMBDA_RUNTIME, lambda.RuntimeFamily.NODEJS),
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      handler: 'index.handler',
      code: new BundledCode(props.code),
      role: this.role,
      logGroup: this.logGroup,
      timeout: props.timeout ?? Duration.minutes(15),
      environment: {
        DATA_CATALOG: props.output.database.databaseName,
        DATA_BUCKET: props.output.bucket.bucketName,
        WORKGROUP: props.workgroup.workgroupName,
      },
    });

    iam.Grant.addToPrincipal({ grantee: this, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resourceArns: [this.logGroup.logGroupArn] });
    props.workgroup.grantRunQueries(this);
    grantReadTables(props.inputs, this);
    if (props.replacesOutput) props.output.grantReplace(this);
    else props.output.grantWrite(this);
    grantDefaultDatabase(props.output.database, this);
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Allows the grantee to invoke the function as it stands; the L2's grant adds every version and alias by a wildcard. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [this.function.functionArn] });
  }

  private validate({ inputs, timeout }: AthenaFunctionProps): void {
    if (inputs.length === 0) {
      throw new PropError(this, { problem: 'inputs is empty', allowed: 'at least one table', fix: 'name the tables that the statements read' });
    }
    if (timeout && !timeout.isUnresolved() && timeout.toSeconds() > 900) {
      throw new PropError(this, {
        problem: 'timeout is too long',
        got: timeout.toHumanString(),
        allowed: 'at most 15 minutes, the longest that Lambda runs',
        fix: 'shorten it, and let a state machine wait for longer queries',
      });
    }
  }
}
