import { textOf } from '../../support/files';

/** Metadata of an identity provider that does not exist. */
export const metadata = textOf('workloads/quicksight-auth0/example/metadata.xml');
