export * from './federated-role';
export * from './saml-identity-provider';
