import { applicationUses } from './emr-serverless-behalf';
import { probe } from './lookups';
import { arnOf, member, passRole, requestTags, required } from './requests';
import { ANALYTICS, type Service } from './service';

export const emrServerless: Service = {
  namespace: 'EMRServerless',
  name: 'EMR Serverless',
  colour: ANALYTICS,
  serviceLinkedRoles: ['AWSServiceRoleForAmazonEMRServerless'],
  types: {
    'AWS::EMRServerless::Application': {
      // A terminated application is listed for a while.
      lookup: probe((id, verbs) => verbs.emrServerless.hasApplication(id)),
      arn: 'emr-serverless:{region}:{account}:/applications/{id}',
      work: {
        order: 'work',
        async stop(resources, { verbs }) {
          const runs = await Promise.all(resources.map(({ physicalId }) => verbs.emrServerless.cancelAll(physicalId)));
          return runs.flat().map((id) => `job run ${id}`);
        },
      },
      pin: { software: /^Amazon EMR$/, version: ({ ReleaseLabel }) => ReleaseLabel },
      onBehalf: applicationUses,
    },
  },
  calls: [
    {
      sdk: 'emrserverless',
      prefix: 'emr-serverless',
      names: { ApplicationId: member('applicationId'), JobRunId: member('jobRunId') },
      operations: {
        StartJobRun: (input, context) => [
          {
            action: 'emr-serverless:StartJobRun',
            resource: arnOf(context, 'emr-serverless', `/applications/${required(input, 'applicationId')}`),
            context: requestTags((input['tags'] ?? {}) as Readonly<Record<string, string>>),
          },
          passRole(context, required(input, 'executionRoleArn'), 'emr-serverless'),
        ],
      },
    },
  ],
};
