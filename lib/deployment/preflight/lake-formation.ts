import { couldNotLook, look, type PreflightCheck } from './check';
import type { Looks } from './looks';
import type { TemplateResource } from './templates';

const SUBJECT = 'Lake Formation';

/** Once Lake Formation governs the catalog, IAM policies alone give no access to a table. */
export async function checkLakeFormation(
  resources: readonly TemplateResource[],
  looks: Pick<Looks, 'grantsCatalogToIam'>,
): Promise<readonly PreflightCheck[]> {
  if (!resources.some(({ type }) => type === 'AWS::Glue::Database')) return [];
  const grants = await look(() => looks.grantsCatalogToIam());
  if ('refused' in grants) return [couldNotLook(SUBJECT, 'its settings', grants.refused)];
  if (grants.value) return [{ subject: SUBJECT, state: 'ok', description: 'IAM alone governs new databases and tables' }];
  return [
    {
      subject: SUBJECT,
      state: 'note',
      description: 'it governs new databases and tables: the IAM policies of the stacks do not suffice to read them',
      fix: 'grant the roles of the scenario their tables in Lake Formation, or let IAM alone govern new databases and tables (Data Catalog settings)',
    },
  ];
}
