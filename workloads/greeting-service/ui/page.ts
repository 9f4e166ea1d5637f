import { type Card, cardsOf, greetingUrl } from './answer';

const form = find('form', HTMLFormElement);
const address = find('#address', HTMLInputElement);
const button = find('button', HTMLButtonElement);
const said = find('output', HTMLOutputElement);
const list = find('ol', HTMLOListElement);

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void call();
});
void propose();

/** Presets the API address that the deployment configured. */
async function propose(): Promise<void> {
  const { apiUrl }: { apiUrl: string } = await (await fetch('settings.json')).json();
  if (address.value === '') address.value = apiUrl;
}

async function call(): Promise<void> {
  button.disabled = true;
  say('…');
  const started = performance.now();
  try {
    // Sets no custom header, which would cause a CORS preflight.
    const answer = await fetch(greetingUrl(address.value), { signal: AbortSignal.timeout(30_000) });
    if (!answer.ok) throw new Error(`the API answered ${answer.status}`);
    const cards = cardsOf(await answer.json());
    const milliseconds = Math.round(performance.now() - started);
    list.replaceChildren(...cards.map(element));
    say(`${cards.length} greetings in ${milliseconds} ms`);
    console.info('answered', { greetings: cards.length, milliseconds });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    list.replaceChildren();
    say(`No greetings: ${reason}`, true);
    console.error(reason);
  } finally {
    button.disabled = false;
  }
}

function say(text: string, isWrong = false): void {
  said.textContent = text;
  said.classList.toggle('wrong', isWrong);
}

/** Renders service data as text, never as markup. */
function element({ service, message, created, hostname }: Card): HTMLElement {
  const facts = document.createElement('dl');
  facts.append(...['created', created, 'host', hostname].map((text, index) => withText(index % 2 === 0 ? 'dt' : 'dd', text)));
  const item = document.createElement('li');
  item.append(withText('h2', service), withText('p', message), facts);
  return item;
}

function withText(tag: string, text: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
  return found;
}
