import type { AccessFinding } from '../contract/access';
import { isRecord } from '../contract/records';
import type { KnownStack } from '../services/stacks';

/** What CloudFormation adds to templates before it reads them: macros, included files, and loops. None of it is read. */
export function macroFindings(stacks: readonly KnownStack[]): readonly AccessFinding[] {
  return stacks.flatMap(({ name, template }) => {
    if (!isRecord(template)) return [];
    const finding = (where: string, what: string): AccessFinding => ({ kind: 'unread', where, what: `${what} is not read: a policy in it may deny` });
    const declared = [template['Transform'] ?? []].flat().map((macro) => finding(name, `what the macro ${macroName(macro)} makes of the template`));
    const { Resources: resources } = template;
    if (!isRecord(resources)) return declared;
    const inside = Object.entries(resources).flatMap(([id, resource]) =>
      [...new Set([...(isExpanded(id) ? [id] : []), ...expandedIn(resource)])].map((each) =>
        finding(isExpanded(id) ? name : `${name}/${id}`, `what ${each} adds to the template`),
      ),
    );
    return [...declared, ...inside];
  });
}

function macroName(macro: unknown): string {
  const name = isRecord(macro) ? macro['Name'] : macro;
  return typeof name === 'string' ? name : JSON.stringify(macro);
}

function isExpanded(key: string): boolean {
  return key === 'Fn::Transform' || key.startsWith('Fn::ForEach');
}

/** Keys of macros and loops in a value. */
function expandedIn(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => (isExpanded(key) ? [key] : expandedIn(each)));
}
