import { z } from 'zod';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import { JobError } from '../../errors';
import type { Rehearsal } from '../../rehearsal/rehearsal';
import { installationAnywhere } from '../greeting-platform/installation';
import type { Config } from '../greeting-platform/settings';

/** Validates the manifests against the schemas of this Kubernetes version. */
export function manifestsRehearsal(protocol: Protocol): Rehearsal<Config> {
  return {
    params: z.object({}),
    steps: {
      manifests: {
        title: 'Check the manifests against the schemas of Kubernetes and Istio',
        needs: [],
        async run({ config }) {
          const [{ objectsOf, chartsOf }, { manifestFindings }] = await Promise.all([
            import('../../kubernetes/installation'),
            import('../../kubernetes/validate'),
          ]);
          const installation = await installationAnywhere(protocol, config);
          const objects = objectsOf(installation);
          const findings = manifestFindings(objects);
          const [first] = findings;
          if (first) {
            throw new JobError({
              problem: `${findings.length} findings in the manifests`,
              got: `${first.object} ${first.field} ${first.description}`,
              fix: 'correct it',
            });
          }
          return { objects: objects.length, charts: chartsOf(installation).length, secrets: objects.filter(({ kind }) => kind === 'Secret').length };
        },
      },
    },
    checks: [{ description: 'no manifest is a Secret', fact: 'manifests.secrets', expected: 0 }],
    charts: [],
  };
}
