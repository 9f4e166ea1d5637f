import type { Document } from 'bson';
import { aggregate } from 'mingo';
import { isPlainDocument, matcher, refusing } from './filter';
import { notImplemented, Refusal } from './refusal';

const STAGES = ['$match', '$group', '$sort', '$limit', '$skip', '$count', '$project', '$unwind', '$addFields', '$set', '$unset'];
const LEFT_OUT = [
  ...['$bucket', '$bucketAuto', '$changeStream', '$collStats', '$currentOp', '$densify', '$documents', '$facet', '$fill', '$geoNear', '$graphLookup'],
  ...[
    '$indexStats',
    '$listSessions',
    '$lookup',
    '$merge',
    '$out',
    '$planCacheStats',
    '$redact',
    '$replaceRoot',
    '$replaceWith',
    '$sample',
    '$search',
  ],
  ...['$setWindowFields', '$sortByCount', '$unionWith'],
];
const ACCUMULATORS = ['$sum', '$avg', '$min', '$max', '$first', '$last', '$push', '$addToSet', '$count'];
/** Expressions in which the library and the server agree. */
const EXPRESSIONS = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$and',
  '$or',
  '$not',
  '$cond',
  '$ifNull',
  '$size',
  '$literal',
  '$sum',
  '$min',
  '$max',
];

/** Runs an aggregation pipeline. @throws Refusal for a stage or an operator that the server refuses, or that the double leaves out */
export function aggregated(documents: readonly Document[], pipeline: unknown): readonly Document[] {
  if (!Array.isArray(pipeline)) throw new Refusal(14, "'pipeline' option must be specified as an array");
  return pipeline.reduce((input: readonly Document[], stage: unknown) => oneStage(input, stage), documents);
}

function oneStage(documents: readonly Document[], stage: unknown): readonly Document[] {
  const [entry, ...more] = isPlainDocument(stage) ? Object.entries(stage) : [];
  if (!entry || more.length > 0) throw new Refusal(40323, 'A pipeline stage specification object must contain exactly one field.');
  const [name, operand] = entry as [string, unknown];
  if (LEFT_OUT.includes(name)) throw notImplemented(`the pipeline stage ${name}`);
  if (!STAGES.includes(name)) throw new Refusal(40324, `Unrecognized pipeline stage name: '${name}'`);
  if (name === '$match') return documents.filter(matcher(operand));
  if (name === '$group') checkGroup(operand);
  else if (['$project', '$addFields', '$set'].includes(name)) checkExpression(operand);
  return refusing(() => aggregate([...documents], [{ [name]: operand }]));
}

function checkGroup(operand: unknown): void {
  if (!isPlainDocument(operand)) throw new Refusal(15947, "a group's fields must be specified in an object");
  const { _id, ...fields } = operand;
  if (_id === undefined) throw new Refusal(15955, 'a group specification must include an _id');
  checkExpression(_id);
  for (const [field, accumulator] of Object.entries(fields)) {
    if (!isPlainDocument(accumulator)) throw new Refusal(40234, `The field '${field}' must be an accumulator object`);
    const [name = '', ...more] = Object.keys(accumulator);
    if (more.length > 0) throw new Refusal(40238, `The field '${field}' must specify one accumulator`);
    if (!ACCUMULATORS.includes(name)) throw new Refusal(238, `the double does not know the group operator '${name}'`);
    checkExpression(accumulator[name]);
  }
}

function checkExpression(expression: unknown): void {
  if (Array.isArray(expression)) for (const each of expression) checkExpression(each);
  if (!isPlainDocument(expression)) return;
  for (const [key, operand] of Object.entries(expression)) {
    if (key.startsWith('$') && !EXPRESSIONS.includes(key)) throw new Refusal(238, `the double does not know the expression '${key}'`);
    if (key !== '$literal') checkExpression(operand);
  }
}
