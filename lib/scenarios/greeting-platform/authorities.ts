import { readFileSync } from 'node:fs';
import { ConfigError } from '../../errors';
import { workload } from '../../paths';

/**
 * Certificates, in PEM form, of the authorities that sign those of DocumentDB: that of a region, or those of all regions that are known here.
 *
 * @throws ConfigError for a region whose authorities are not known here
 */
export function authoritiesOf(region?: string): string {
  const all = readFileSync(workload('istio-observability', 'certificates', 'rds-rsa2048-g1.pem'), 'utf8');
  if (region === undefined) return all;
  const named = all.split(/^(?=# )/m).map((certificate) => ({ certificate, of: /^# (\S+)/.exec(certificate)?.[1] ?? '' }));
  const own = named.filter(({ of }) => of === region);
  if (own.length > 0) return own.map(({ certificate }) => certificate).join('');
  throw new ConfigError({
    problem: 'the authorities that sign certificates of DocumentDB in this region are not known here',
    got: `'${region}'`,
    allowed: [...new Set(named.map(({ of }) => of))].join(', '),
    fix: 'choose another --region',
  });
}
