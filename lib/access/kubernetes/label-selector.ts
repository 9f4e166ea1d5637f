import { ClusterPolicyError, type Field, fieldsOf, hasLabels, isSet, itemsOf, type Labels, labelsOf, oneOf, textOf, textsOf } from './fields';

export type LabelSelector = (labels: Labels) => boolean;

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** A selector of Kubernetes: all of its labels and expressions have to hold; an empty one selects everything. */
export function labelSelector(field: Field): LabelSelector {
  const { matchLabels, matchExpressions } = fieldsOf(field, ['matchLabels', 'matchExpressions']);
  const wanted = labelsOf(matchLabels) ?? {};
  const expressions = (itemsOf(matchExpressions) ?? []).map(expression);
  return (labels) => hasLabels(labels, wanted) && expressions.every((holds) => holds(labels));
}

function expression(field: Field): LabelSelector {
  const fields = fieldsOf(field, ['key', 'operator', 'values']);
  const key = textOf(fields.key);
  if (!isSet(fields.operator)) throw new ClusterPolicyError(fields.operator.at, 'nothing', OPERATORS.join(', '));
  const operator = oneOf(fields.operator, OPERATORS, 'In');
  const values = textsOf(fields.values) ?? [];
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues !== values.length > 0) {
    throw new ClusterPolicyError(fields.values.at, JSON.stringify(values), takesValues ? `a value for ${operator}` : `no values for ${operator}`);
  }
  const has = (labels: Labels) => Object.hasOwn(labels, key);
  const isOne = (labels: Labels) => has(labels) && values.includes(labels[key] ?? '');
  switch (operator) {
    case 'In':
      return isOne;
    case 'NotIn':
      return (labels) => !isOne(labels);
    case 'Exists':
      return has;
    case 'DoesNotExist':
      return (labels) => !has(labels);
  }
}
