import { terminal } from '../lib/cli/terminal';
import { refusalText } from '../lib/cli/text';
import { printable } from '../lib/printable';
import { html } from '../lib/rehearsal/report/tables';

/** Fills the clipboard, clears the screen, turns the direction of text; a C1 control, NUL and DEL. */
const HOSTILE = 'a\u001b]52;c;eA==\u0007b\u001b[2Jc\u202ed\u009be\u0000f\u007fg\u2066h';
const SHOWN = 'a]52;c;eA==b[2Jcdefgh';

test('keeps tabs, line ends, letters of other scripts and emoji', () => {
  expect(printable('a\tb\nc\r\nd Namasté (नमस्ते) שָׁלוֹם 🎉')).toBe('a\tb\nc\r\nd Namasté (नमस्ते) שָׁלוֹם 🎉');
});

test('drops control characters, a lone carriage return and changes of direction', () => {
  expect(printable(HOSTILE)).toBe(SHOWN);
  expect(printable('paid\rfree')).toBe('paidfree');
});

test('a refusal and a report have none', () => {
  expect(refusalText({ problem: HOSTILE, fix: 'x' })).toBe(`error    ${SHOWN}\nnext     x`);
  expect(html`<p>${HOSTILE}</p>`.text).toBe(`<p>${SHOWN}</p>`);
});

describe('the terminal', () => {
  const { signal } = new AbortController();
  const written = (stream: NodeJS.WriteStream) => {
    const texts: string[] = [];
    jest.spyOn(stream, 'write').mockImplementation((text) => texts.push(String(text)) > 0);
    return () => texts.join('');
  };
  afterEach(() => jest.restoreAllMocks());

  test('shows titles, progress, outcomes and results without them', async () => {
    const [out, err] = [written(process.stdout), written(process.stderr)];
    const ui = terminal({ json: false, live: false, signal });
    await ui.during(HOSTILE, async ({ progress }) => progress(HOSTILE));
    await ui.steps(HOSTILE, async ({ plan, start, progress, end }) => {
      plan([HOSTILE]);
      start();
      progress(HOSTILE);
      end('failed', HOSTILE);
    });
    ui.result(HOSTILE, (text) => text);

    expect(out()).toBe(`${SHOWN}\n`);
    expect(err()).toBe(`${SHOWN}\n  ${SHOWN}\n${SHOWN}\n  1/1 ${SHOWN}\n    ${SHOWN}\n    failed, ${SHOWN}\n`);
  });

  test('prints JSON as it is, with its own escapes', () => {
    const out = written(process.stdout);
    terminal({ json: true, live: false, signal }).result({ text: HOSTILE }, () => '');
    expect(JSON.parse(out())).toEqual({ text: HOSTILE });
  });
});
