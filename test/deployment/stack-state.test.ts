import { standingOf } from '../../lib/deployment/stack-state';

test.each<[string | undefined, string]>([
  [undefined, 'absent'],
  ['DELETE_COMPLETE', 'absent'],
  ['REVIEW_IN_PROGRESS', 'absent'],
  ['CREATE_COMPLETE', 'ready'],
  ['UPDATE_COMPLETE', 'ready'],
  ['IMPORT_COMPLETE', 'ready'],
  ['UPDATE_ROLLBACK_COMPLETE', 'ready'],
  ['IMPORT_ROLLBACK_COMPLETE', 'ready'],
  ['ROLLBACK_COMPLETE', 'recreate'],
  ['ROLLBACK_FAILED', 'recreate'],
  ['CREATE_FAILED', 'stuck'],
  ['UPDATE_FAILED', 'stuck'],
  ['DELETE_FAILED', 'stuck'],
  ['UPDATE_ROLLBACK_FAILED', 'stuck'],
  ['IMPORT_ROLLBACK_FAILED', 'stuck'],
  ['CREATE_IN_PROGRESS', 'busy'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'busy'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'busy'],
  ['DELETE_IN_PROGRESS', 'busy'],
  ['SOMETHING_NEW', 'stuck'],
])('a stack that is %s is %s', (status, kind) => {
  expect(standingOf(status).kind).toBe(kind);
});
