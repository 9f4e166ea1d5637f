import { DOMParser, type Document, type Element, onErrorStopParsing } from '@xmldom/xmldom';

/** Parses an XML document. @throws Error when it is invalid or declares entities, which SAML does not need and attacks use */
export function parseXml(xml: string): Document {
  if (/<!DOCTYPE/i.test(xml)) throw new Error('a document type is not allowed in SAML');
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, 'text/xml');
}

/** Elements with a local name below a node, with any namespace prefix. */
export function elements(node: Document | Element, name: string): readonly Element[] {
  return [...node.getElementsByTagNameNS('*', name)];
}

export function textOf(element: Element | undefined): string | undefined {
  return element?.textContent?.trim() || undefined;
}

export function attributeOf(element: Element | undefined, name: string): string | undefined {
  return element?.getAttribute(name) || undefined;
}
