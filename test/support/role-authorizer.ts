import { resolveIntrinsics } from 'stagecraft-constructs/intrinsics';
import type { AccessRequest, Authorizer } from '../../lib/contract/access';
import type { StackTemplate } from '../../lib/rehearsal/rehearsal';

/** ARNs of a policy after resolution, with the conditions that S3's grants use. */
interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Content {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

const ACCOUNT: Readonly<Record<string, string>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Region': 'us-east-1',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Name of the bucket with this logical id: what stands before the hash, in lower case. */
export function bucketNamed(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '').toLowerCase();
}

/**
 * What the identity policies of a role allow, in templates with made-up names: a role by the beginning of its logical id, buckets by `bucketNamed`.
 *
 * @throws Error for no or several such roles, and for a condition operator that it does not know
 */
export function roleAuthorizer(templates: readonly StackTemplate[], role: string): Authorizer {
  const contents = templates.map(({ template }) => template as Content);
  const found = contents.flatMap((content) =>
    Object.keys(content.Resources)
      .filter((id) => content.Resources[id]?.Type === 'AWS::IAM::Role' && id.replace(/[0-9A-F]{8}$/, '') === role)
      .map((id) => ({ content, id })),
  );
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} roles are called ${role}`);
  const statements = statementsOf(only.content, only.id, contents);
  return (request) => {
    const applying = statements.filter((statement) => applies(statement, request));
    if (applying.some(({ Effect }) => Effect === 'Deny')) return { isAllowed: false, reason: 'an explicit deny' };
    if (applying.length > 0) return { isAllowed: true, by: [] };
    return { isAllowed: false, reason: `no identity-based policy allows the ${request.action} action` };
  };
}

function statementsOf(own: Content, roleId: string, contents: readonly Content[]): readonly Statement[] {
  const exported = (name: string): unknown => {
    for (const content of contents) {
      const output = Object.values(content.Outputs ?? {}).find(({ Export }) => Export?.Name === name);
      if (output) return resolve(output.Value, content);
    }
    return undefined;
  };
  const resolve = (value: unknown, content: Content): unknown =>
    resolveIntrinsics(value, {
      ref: (name) => ACCOUNT[name] ?? (content.Resources[name]?.Type === 'AWS::S3::Bucket' ? bucketNamed(name) : name),
      attribute: (id, attribute) =>
        content.Resources[id]?.Type === 'AWS::S3::Bucket' && attribute === 'Arn' ? `arn:aws:s3:::${bucketNamed(id)}` : `${id}.${attribute}`,
      exported,
    });
  const inline = (own.Resources[roleId]?.Properties?.['Policies'] as readonly { readonly PolicyDocument: unknown }[] | undefined) ?? [];
  const attached = Object.values(own.Resources).filter(
    ({ Type, Properties }) =>
      (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy') && JSON.stringify(Properties?.['Roles'] ?? []).includes(`"${roleId}"`),
  );
  const documents = [...inline.map(({ PolicyDocument }) => PolicyDocument), ...attached.map(({ Properties }) => Properties?.['PolicyDocument'])];
  return documents.flatMap((document) => (resolve(document, own) as { readonly Statement: readonly Statement[] }).Statement);
}

function applies({ Action, Resource, Condition = {} }: Statement, { action, resource, context = {} }: AccessRequest): boolean {
  const matches = (patterns: string | readonly string[], text: string) => [patterns].flat().some((pattern) => wildcard(pattern).test(text));
  if (!matches(Action, action) || !matches(Resource, resource)) return false;
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => {
      const [, name, ifExists] = /^(StringLike|StringEquals)(IfExists)?$/.exec(operator) ?? [];
      if (name === undefined) throw new Error(`${operator} is not known here`);
      const given = context[key];
      if (given === undefined) return ifExists !== undefined;
      return [given].flat().some((value) => (name === 'StringLike' ? matches(expected, value) : [expected].flat().includes(value)));
    }),
  );
}

function wildcard(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
}
