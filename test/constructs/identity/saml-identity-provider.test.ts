import { Lazy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SamlIdentityProvider } from 'stagecraft-constructs/identity';
import { findingsOf, templateOf } from '../../support/synth';
import { metadata } from './metadata';

const made = (document: string, providerName?: string) =>
  templateOf((stack) => new SamlIdentityProvider(stack, 'Provider', { metadata: document, providerName }));

test('the metadata goes to IAM as it is', () => {
  made(metadata).hasResourceProperties('AWS::IAM::SAMLProvider', { SamlMetadataDocument: metadata });
});

test('it has the name it is given, or one of CloudFormation', () => {
  made(metadata, 'Auth0').hasResourceProperties('AWS::IAM::SAMLProvider', { Name: 'Auth0' });
  made(metadata).hasResourceProperties('AWS::IAM::SAMLProvider', { Name: Match.absent() });
});

test('prefixes of namespaces do not matter', () => {
  const prefixed = metadata.replace(/<(\/?)(\w+)(?=[\s>/])/g, '<$1md:$2');

  expect(prefixed).toContain('<md:IDPSSODescriptor');
  expect(() => made(prefixed)).not.toThrow();
});

test.each([
  ['a service provider', metadata.replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
  ['no certificate', metadata.replaceAll('X509Certificate', 'Nothing')],
  ['no metadata at all', '<html></html>'],
])('%s is refused', (_, document) => {
  expect(() => made(document)).toThrow(/metadata does not describe a SAML identity provider .*; got \d+ characters without/);
});

test('a document that is shorter than IAM takes is refused', () => {
  expect(() => made('<IDPSSODescriptor><X509Certificate/></IDPSSODescriptor>')).toThrow(
    /metadata has a length that IAM refuses .*; got 55 characters; allowed: 1000 to 10000000/,
  );
});

test('metadata that is only known later is taken', () => {
  expect(() => made(Lazy.string({ produce: () => metadata }))).not.toThrow();
});

test('a byte order mark, as AD FS writes it, does not reach the template', () => {
  const template = templateOf((stack) => new SamlIdentityProvider(stack, 'Provider', { metadata: `\uFEFF${metadata}` }));

  template.hasResourceProperties('AWS::IAM::SAMLProvider', { SamlMetadataDocument: metadata });
});

test('cdk-nag finds nothing', () => {
  expect(findingsOf((stack) => new SamlIdentityProvider(stack, 'Provider', { metadata }))).toEqual([]);
});
