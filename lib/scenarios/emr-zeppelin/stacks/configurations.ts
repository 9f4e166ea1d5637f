import type { EmrConfiguration } from 'stagecraft-constructs/emr';
import type { Config } from '../settings';

/** Where notes are kept in S3. */
export interface NotesFolder {
  readonly bucket: string;
  readonly folder: string;
}

const REPOSITORIES = 'org.apache.zeppelin.notebook.repo';

/** What EMR writes for Spark and Zeppelin. The Glue catalog and Python 3.11 are there already. */
export function configurations({ storage, gitUrl, gitTokenSecret, idleHours }: Config, notes: NotesFolder): EmrConfiguration[] {
  const repository: Readonly<Record<string, string>> =
    storage === 's3'
      ? {
          ZEPPELIN_NOTEBOOK_STORAGE: `${REPOSITORIES}.S3NotebookRepo`,
          ZEPPELIN_NOTEBOOK_S3_BUCKET: notes.bucket,
          ZEPPELIN_NOTEBOOK_S3_USER: notes.folder,
        }
      : {
          ZEPPELIN_NOTEBOOK_STORAGE: `${REPOSITORIES}.GitHubNotebookRepo`,
          ZEPPELIN_NOTEBOOK_DIR: '/var/lib/zeppelin-notebooks',
          ZEPPELIN_NOTEBOOK_GIT_REMOTE_URL: gitUrl,
          // EMR reads the secret when it makes the cluster; the template and the API have its ARN.
          'EMR.secret@ZEPPELIN_NOTEBOOK_GIT_REMOTE_ACCESS_TOKEN': gitTokenSecret,
        };
  return [
    { classification: 'spark', properties: { maximizeResourceAllocation: 'true' } },
    { classification: 'zeppelin-env', configurations: [{ classification: 'export', properties: repository }] },
    {
      classification: 'zeppelin-site',
      properties: {
        // The only way in is a forwarded port of this node.
        'zeppelin.server.addr': '127.0.0.1',
        'zeppelin.anonymous.allowed': 'false',
        // A Spark that waits for a paragraph is work to YARN: the cluster would never be idle.
        'zeppelin.interpreter.lifecyclemanager.class': 'org.apache.zeppelin.interpreter.lifecycle.TimeoutLifecycleManager',
        'zeppelin.interpreter.lifecyclemanager.timeout.threshold': String(idleHours * 3_600_000),
      },
    },
  ];
}
