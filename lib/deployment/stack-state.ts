/** What the state of a stack lets a deployment do. */
export interface Standing {
  /**
   * - `absent`: there is no stack, or one that was prepared and never started
   * - `ready`: it can be updated
   * - `recreate`: its first creation failed and was undone; it must be deleted before it can be made again
   * - `busy`: CloudFormation is working on it
   * - `stuck`: nothing but deleting it helps
   */
  readonly kind: 'absent' | 'ready' | 'recreate' | 'busy' | 'stuck';
  /** The state in words. */
  readonly means: string;
}

const KNOWN: Readonly<Record<string, Standing>> = {
  REVIEW_IN_PROGRESS: { kind: 'absent', means: 'prepared and never started, it holds nothing' },
  CREATE_COMPLETE: { kind: 'ready', means: 'created' },
  UPDATE_COMPLETE: { kind: 'ready', means: 'updated' },
  IMPORT_COMPLETE: { kind: 'ready', means: 'created from existing resources' },
  UPDATE_ROLLBACK_COMPLETE: { kind: 'ready', means: 'the last update failed and was undone' },
  IMPORT_ROLLBACK_COMPLETE: { kind: 'ready', means: 'the last import failed and was undone' },
  ROLLBACK_COMPLETE: { kind: 'recreate', means: 'its creation failed and was undone' },
  ROLLBACK_FAILED: { kind: 'recreate', means: 'its creation failed and could not be undone completely' },
  CREATE_FAILED: { kind: 'stuck', means: 'its creation failed and was not undone' },
  UPDATE_FAILED: { kind: 'stuck', means: 'its last update failed and was not undone' },
  UPDATE_ROLLBACK_FAILED: { kind: 'stuck', means: 'its last update failed and could not be undone' },
  IMPORT_ROLLBACK_FAILED: { kind: 'stuck', means: 'its last import failed and could not be undone' },
  DELETE_FAILED: { kind: 'stuck', means: 'its deletion failed, a part of it is left' },
};

/** What a status of CloudFormation means for a deployment. */
export function standingOf(status: string | undefined): Standing {
  if (status === undefined || status === 'DELETE_COMPLETE') return { kind: 'absent', means: 'not deployed' };
  const known = KNOWN[status];
  if (known) return known;
  if (status.endsWith('_IN_PROGRESS')) return { kind: 'busy', means: 'CloudFormation is working on it' };
  return { kind: 'stuck', means: 'a state that this version does not know' };
}
