import { join } from 'node:path';
import { textOf } from '../../../support/files';

const UI = 'workloads/greeting-service/ui';

/** The part of a page element that the page's program uses. */
export class PageElement extends EventTarget {
  public id = '';
  public value = '';
  public disabled = false;
  public textContent = '';
  public children: readonly PageElement[] = [];
  public readonly classes = new Set<string>();
  public readonly classList = {
    toggle: (name: string, isOn: boolean) => void (isOn ? this.classes.add(name) : this.classes.delete(name)),
  };

  constructor(public readonly tag: string) {
    super();
  }

  public append(...children: readonly PageElement[]): void {
    this.children = [...this.children, ...children];
  }

  public replaceChildren(...children: readonly PageElement[]): void {
    this.children = children;
  }

  /** Text content, one line per innermost element. */
  public get lines(): readonly string[] {
    return this.children.length === 0 ? [this.textContent] : this.children.flatMap(({ lines }) => lines);
  }
}

/** The classes that the program checks elements against. */
const kinds = {
  HTMLFormElement: class extends PageElement {},
  HTMLInputElement: class extends PageElement {},
  HTMLButtonElement: class extends PageElement {},
  HTMLOutputElement: class extends PageElement {},
  HTMLOListElement: class extends PageElement {},
};
const kindOf: Readonly<Record<string, new (tag: string) => PageElement>> = {
  form: kinds.HTMLFormElement,
  input: kinds.HTMLInputElement,
  button: kinds.HTMLButtonElement,
  output: kinds.HTMLOutputElement,
  ol: kinds.HTMLOListElement,
};

export interface Opened {
  readonly form: PageElement;
  readonly address: PageElement;
  readonly button: PageElement;
  readonly said: PageElement;
  readonly list: PageElement;
}

export interface OpenOptions {
  /** Response of the API. */
  readonly fetch: (url: string) => Promise<Response>;
  /** @default - index.html */
  readonly html?: string;
}

export const indexHtml = textOf(`${UI}/index.html`);

/** Opens the page: creates its elements from the HTML and runs its program. Defines browser globals until `closePage`. */
export function openPage({ fetch, html = indexHtml }: OpenOptions): Opened {
  const elements = [...html.matchAll(/<([a-z]+)([^>]*)>/g)].map(([, tag = '', attributes = '']) => {
    const element = new (kindOf[tag] ?? PageElement)(tag);
    element.id = /\bid="([^"]*)"/.exec(attributes)?.[1] ?? '';
    return element;
  });
  const querySelector = (selector: string) => elements.find(({ tag, id }) => selector === tag || selector === `#${id}`) ?? null;
  const createElement = (tag: string) => new PageElement(tag);
  Object.assign(globalThis, kinds, { document: { querySelector, createElement } });
  jest.spyOn(globalThis, 'fetch').mockImplementation((input) => fetch(String(input)));
  jest.isolateModules(() => require(join('../../../..', UI, 'page')));
  const [form, address, button, said, list] = ['form', '#address', 'button', 'output', 'ol'].map(querySelector) as PageElement[];
  return { form, address, button, said, list } as Opened;
}

/** Removes the browser globals. */
export function closePage(): void {
  for (const name of [...Object.keys(kinds), 'document']) Reflect.deleteProperty(globalThis, name);
  jest.restoreAllMocks();
}
