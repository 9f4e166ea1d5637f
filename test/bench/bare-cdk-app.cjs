// A plain, compiled CDK app with BARE_RESOURCES resources or slightly more: buckets with policies, functions with roles and log groups.
const { App, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const logs = require('aws-cdk-lib/aws-logs');
const s3 = require('aws-cdk-lib/aws-s3');

const wanted = Number(process.env.BARE_RESOURCES);
const app = new App({ builtinCloudFormationValidation: false, analyticsReporting: false });
const stack = new Stack(app, 'Bare');
for (let made = 0, group = 0; made < wanted; made += 5, group += 1) {
  new s3.Bucket(stack, `Bucket${group}`, { enforceSSL: true });
  const logGroup = new logs.LogGroup(stack, `Logs${group}`);
  new lambda.Function(stack, `Function${group}`, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    logGroup,
  });
}
app.synth();
