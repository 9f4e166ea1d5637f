import { readFileSync } from 'node:fs';
import { ConfigError } from '../../errors';
import { workload } from '../../paths';

/**
 * CA certificates of DocumentDB, in PEM format: of one region, or of all supported regions.
 *
 * @throws ConfigError for an unsupported region
 */
export function authoritiesOf(region?: string): string {
  const all = readFileSync(workload('istio-observability', 'certificates', 'rds-rsa2048-g1.pem'), 'utf8');
  if (region === undefined) return all;
  const named = all.split(/^(?=# )/m).map((certificate) => ({ certificate, of: /^# (\S+)/.exec(certificate)?.[1] ?? '' }));
  const own = named.filter(({ of }) => of === region);
  if (own.length > 0) return own.map(({ certificate }) => certificate).join('');
  throw new ConfigError({
    problem: 'unknown DocumentDB certificate authority for this region',
    got: `'${region}'`,
    allowed: [...new Set(named.map(({ of }) => of))].join(', '),
    fix: 'choose another --region',
  });
}
