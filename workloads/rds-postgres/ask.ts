import { bindParameters } from '../postgres/bind';
import type { Rows, Session } from '../postgres/session';
import { type Question, queries, type SavedQuery } from './statements';

/** Thrown for an invalid query name or invalid parameters. The message lists the valid ones. */
export class QuestionRefused extends Error {}

/** Statement timeout in milliseconds. */
const STATEMENT_TIMEOUT_MS = 120_000;

/**
 * Runs a saved query, or explains it, in a read-only transaction.
 *
 * @throws QuestionRefused when the query does not exist, or its parameters do not match
 */
export async function ask(session: Session, { query: name, values, explain }: Omit<Question, 'target'>, text: string): Promise<Rows> {
  const query = savedQuery(name);
  const missing = query.parameters.filter((parameter) => !Object.hasOwn(values, parameter));
  const unknown = Object.keys(values).filter((value) => !query.parameters.some((parameter) => parameter === value));
  if (missing.length > 0 || unknown.length > 0) {
    const allowed = query.parameters.join(', ') || 'no parameters';
    throw new QuestionRefused(
      missing.length > 0
        ? `${name} needs ${missing.join(', ')}; allowed: ${allowed}`
        : `${name} has no parameter ${unknown.join(', ')}; allowed: ${allowed}`,
    );
  }
  const statement = bindParameters(text, values);
  await session.run(`SET default_transaction_read_only = on; SET statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
  return session.query(explain ? `EXPLAIN (ANALYZE, BUFFERS) ${statement.sql}` : statement.sql, statement.values);
}

/** Saved query by name. @throws QuestionRefused with the existing names */
export function savedQuery(name: string): SavedQuery {
  const query = (queries as Readonly<Record<string, SavedQuery>>)[name];
  if (query && Object.hasOwn(queries, name)) return query;
  throw new QuestionRefused(`there is no saved query ${name}; there are: ${Object.keys(queries).join(', ')}`);
}
