import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PropError } from '../errors';
import { grantInvokeUnversioned, type HandlerFunctionOptions, handlerFunction } from '../handler-function';
import { grantDefaultDatabase, grantReadTables } from './access';
import type { IAthenaWorkgroup } from './athena-workgroup';
import type { ICatalogTable } from './table';

/** Properties of an `AthenaFunction`. */
export interface AthenaFunctionProps extends HandlerFunctionOptions {
  /** Folder with the bundled handler: `index.js`, which exports `handler`. */
  readonly code: string;

  /** Workgroup in which it runs its statements. */
  readonly workgroup: IAthenaWorkgroup;

  /** Tables that its statements read. */
  readonly inputs: ICatalogTable[];

  /** Table that its statements write. */
  readonly output: ICatalogTable;

  /**
   * Replace the output table (CTAS) instead of adding rows to it (INSERT).
   *
   * @default false
   */
  readonly replacesOutput?: boolean;

  /**
   * Timeout, at most 15 minutes; it must be longer than the queries.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;
}

/**
 * A function that writes a table from other tables by Athena statements, with a role that has only the permissions for that.
 *
 * Environment variables of the handler: `DATA_CATALOG` (database), `DATA_BUCKET` (bucket of the output) and `WORKGROUP`. Costs nothing while idle.
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

    const { code, functionName, description, timeout, logRetention, removalPolicy } = props;
    const handler = handlerFunction(this, 'Resource', {
      code,
      functionName,
      description,
      logRetention,
      removalPolicy,
      timeout: timeout ?? Duration.minutes(15),
      environment: {
        DATA_CATALOG: props.output.database.databaseName,
        DATA_BUCKET: props.output.bucket.bucketName,
        WORKGROUP: props.workgroup.workgroupName,
      },
    });
    this.function = handler.function;
    this.logGroup = handler.logGroup;
    this.role = handler.role;

    props.workgroup.grantRunQueries(this);
    grantReadTables(props.inputs, this);
    if (props.replacesOutput) props.output.grantReplace(this);
    else props.output.grantWrite(this);
    grantDefaultDatabase(props.output.database, this);
  }

  public get grantPrincipal(): iam.IPrincipal {
    return this.role;
  }

  /** Allows the grantee to invoke the function, and no version or alias of it. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return grantInvokeUnversioned(grantee, this.function);
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
