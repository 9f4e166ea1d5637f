import { DOMParser, type Document, type Element, onErrorStopParsing } from '@xmldom/xmldom';

/** Reads an XML document. @throws Error when it is none, or declares entities, which SAML has no use for and attackers have */
export function parseXml(xml: string): Document {
  if (/<!DOCTYPE/i.test(xml)) throw new Error('a document type is not allowed in SAML');
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, 'text/xml');
}

/** Elements of this name below a node, whatever their namespace's prefix. */
export function elements(node: Document | Element, name: string): readonly Element[] {
  return [...node.getElementsByTagNameNS('*', name)];
}

export function textOf(element: Element | undefined): string | undefined {
  return element?.textContent?.trim() || undefined;
}

export function attributeOf(element: Element | undefined, name: string): string | undefined {
  return element?.getAttribute(name) || undefined;
}
