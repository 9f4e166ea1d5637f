import { fixedNamesOf } from './physical-names';
import { securityGroupLines } from './security-groups';
import { type AccessRule, accessRulesOf } from './statements';
import { type NamedStack, namedStacks, type Templates } from './template';

/** Most characters of a line that lists resources; a statement has one line, however long. */
const WIDTH = 150;

/** Types that give access without a policy document. */
const ACCESS = /^AWS::(EKS::(AccessEntry|PodIdentityAssociation)|LakeFormation::.*|Lambda::Url|EC2::NetworkAclEntry)$/;

/**
 * What a review of templates looks at, as text: each resource with its type, logical id and fixed name, each statement of each policy,
 * each rule of each security group. Hashes, order and the digests of assets are left out, so that a newer library does not rewrite it.
 */
export function summaryOf(templates: Templates): string {
  return namedStacks(templates).map(stackText).join('\n');
}

function stackText(stack: NamedStack): string {
  const rules = stack.resources.flatMap(([id, resource]) => accessRulesOf(id, resource, stack.text));
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['resources', resourceLines(stack)],
    ['trust', ruleLines(rules, 'trust')],
    ['rights', ruleLines(rules, 'rights')],
    ['resource policies', ruleLines(rules, 'resource policy')],
    ['other access', otherAccess(stack)],
    ['security groups', securityGroupLines(stack)],
  ];
  return [`stack ${stack.id}`, ...sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : [` ${title}`, ...lines.map(indented)])), ''].join(
    '\n',
  );
}

const indented = (line: string) => `  ${line}`;

/** A line for each type; long ones are continued below. */
function resourceLines({ resources, text }: NamedStack): readonly string[] {
  const types = new Map<string, string[]>();
  for (const [id, resource] of resources) {
    const names = fixedNamesOf(resource, text);
    types.set(resource.Type, [...(types.get(resource.Type) ?? []), names.length === 0 ? id : `${id} = ${names.join(' = ')}`]);
  }
  return [...types].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([type, ids]) => wrapped(`${type}: `, ids.sort()));
}

function wrapped(head: string, items: readonly string[]): readonly string[] {
  const lines = [head];
  for (const [at, item] of items.entries()) {
    const piece = at === items.length - 1 ? item : `${item}, `;
    const last = lines.at(-1)!;
    if (last.length + piece.length > WIDTH && last.trim() !== '' && last !== head) lines.push(`    ${piece}`);
    else lines[lines.length - 1] = last + piece;
  }
  return lines.map((line) => line.trimEnd());
}

/** Subjects with the same statements share them. */
function ruleLines(rules: readonly AccessRule[], kind: AccessRule['kind']): readonly string[] {
  const bySubject = new Map<string, Set<string>>();
  for (const { subject, lines } of rules.filter((rule) => rule.kind === kind)) {
    const known = bySubject.get(subject) ?? new Set();
    // The protected resource's own name would keep equal policies of two resources apart.
    const own = subject.split(' of ').at(-1);
    for (const line of lines) known.add(line.replaceAll(`<${own}>`, '<self>').replaceAll(`<${own}.`, '<self.'));
    bySubject.set(subject, known);
  }
  const byLines = new Map<string, string[]>();
  for (const [subject, lines] of bySubject) {
    const key = [...lines].sort().join('\n');
    byLines.set(key, [...(byLines.get(key) ?? []), subject]);
  }
  const groups = [...byLines].map(([lines, subjects]) => ({ subjects: subjects.sort(), lines: lines.split('\n') }));
  groups.sort((one, other) => (one.subjects.join() < other.subjects.join() ? -1 : 1));
  return groups.flatMap(({ subjects, lines }) =>
    lines.length === 1 ? [`${subjects.join(', ')}: ${lines[0]}`] : [...wrapped('', subjects), ...lines.map(indented)],
  );
}

function otherAccess({ resources, text }: NamedStack): readonly string[] {
  return resources
    .filter(([, { Type }]) => ACCESS.test(Type))
    .map(([id, { Type, Properties = {} }]) => `${Type} ${id} ${text({ ...Properties, Tags: undefined })}`)
    .sort();
}
