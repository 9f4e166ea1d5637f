import { DOMParser, type Element } from '@xmldom/xmldom';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An element with text. */
export function element(name: string, text: string | number | boolean): string {
  return `<${name}>${escaped(String(text))}</${name}>`;
}

/** An element with others in it, which are XML already. */
export function nested(name: string, ...parts: readonly string[]): string {
  return `<${name}>${parts.join('')}</${name}>`;
}

/** A response document. */
export function document(root: string, ...parts: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${parts.join('')}</${root}>`;
}

/** An element of a request, as far as S3's requests need it. */
export interface XmlElement {
  /** Text of the first element of that name below this one. */
  text(name: string): string | undefined;
  /** Elements of that name below this one, in order. */
  all(name: string): readonly XmlElement[];
}

/** Reads the document of a request; undefined when it is not well-formed or has another root. */
export function parsed(text: string, root: string): XmlElement | undefined {
  try {
    const parser = new DOMParser({
      onError: (_level, message) => {
        throw new Error(message);
      },
    });
    const { documentElement } = parser.parseFromString(text, 'text/xml');
    return documentElement?.localName === root ? readable(documentElement) : undefined;
  } catch {
    return undefined;
  }
}

function readable(node: Element): XmlElement {
  const all = (name: string) => [...node.getElementsByTagName(name)].map(readable);
  return { all, text: (name) => node.getElementsByTagName(name)[0]?.textContent ?? undefined };
}

/** XML 1.0 takes no control characters; S3 sends references to them. */
function escaped(text: string): string {
  return [...text].map((character) => ENTITIES[character] ?? (character < ' ' ? `&#x${character.charCodeAt(0).toString(16)};` : character)).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
