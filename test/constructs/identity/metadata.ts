import { textOf } from '../../support/files';

/** SAML metadata of a fictitious identity provider. */
export const metadata = textOf('workloads/quicksight-auth0/example/metadata.xml');
