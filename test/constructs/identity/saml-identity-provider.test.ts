import { Lazy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SamlIdentityProvider } from 'stagecraft-constructs/identity';
import { findingsOf, templateOf } from '../../support/synth';
import { metadata } from './metadata';

const made = (document: string, providerName?: string) =>
  templateOf((stack) => new SamlIdentityProvider(stack, 'Provider', { metadata: document, providerName }));

test('passes the metadata to IAM unchanged', () => {
  made(metadata).hasResourceProperties('AWS::IAM::SAMLProvider', { SamlMetadataDocument: metadata });
});

test('takes providerName, and leaves it to CloudFormation by default', () => {
  made(metadata, 'Auth0').hasResourceProperties('AWS::IAM::SAMLProvider', { Name: 'Auth0' });
  made(metadata).hasResourceProperties('AWS::IAM::SAMLProvider', { Name: Match.absent() });
});

test('accepts other XML namespace prefixes', () => {
  const prefixed = metadata.replace(/<(\/?)(\w+)(?=[\s>/])/g, '<$1md:$2');

  expect(prefixed).toContain('<md:IDPSSODescriptor');
  expect(() => made(prefixed)).not.toThrow();
});

test.each([
  ['a service provider', metadata.replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
  ['no certificate', metadata.replaceAll('X509Certificate', 'Nothing')],
  ['no metadata at all', '<html></html>'],
])('refuses %s', (_, document) => {
  expect(() => made(document)).toThrow(/metadata does not describe a SAML identity provider .*; got \d+ characters without/);
});

test('refuses metadata that is too short', () => {
  expect(() => made('<IDPSSODescriptor><X509Certificate/></IDPSSODescriptor>')).toThrow(
    /metadata is too short or too long for IAM .*; got 55 characters; allowed: 1000 to 10000000/,
  );
});

test('accepts metadata that is a token', () => {
  expect(() => made(Lazy.string({ produce: () => metadata }))).not.toThrow();
});

test('a byte order mark, as AD FS writes it, does not reach the template', () => {
  const template = templateOf((stack) => new SamlIdentityProvider(stack, 'Provider', { metadata: `\uFEFF${metadata}` }));

  template.hasResourceProperties('AWS::IAM::SAMLProvider', { SamlMetadataDocument: metadata });
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new SamlIdentityProvider(stack, 'Provider', { metadata }))).toEqual([]);
});
