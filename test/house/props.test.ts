import { repositoryFiles, textOf } from '../support/files';

interface Prop {
  readonly file: string;
  readonly owner: string;
  readonly name: string;
  readonly optional: boolean;
  readonly doc: string;
}

const sources = repositoryFiles('constructs/*.ts').filter((file) => !file.startsWith('constructs/dist/'));
const props = sources.flatMap(propsIn);

test('there are props to look at', () => {
  expect(props.length).toBeGreaterThan(50);
  expect(props.find(({ owner, name }) => owner === 'AthenaWorkgroupProps' && name === 'bytesScannedCutoff')).toMatchObject({ optional: true });
});

test('every prop says what it is', () => {
  expect(props.filter(({ doc }) => !/\w/.test(doc.replace(/@default.*/s, ''))).map(nameOf)).toEqual([]);
});

test('every optional prop has a @default, and no required one has', () => {
  expect(props.filter(({ doc, optional }) => /@default \S/.test(doc) !== optional).map(nameOf)).toEqual([]);
});

test('every prop is read by a construct', () => {
  const code = new Map(sources.map((file) => [file, withoutTypes(textOf(file))]));
  const unread = props.filter(({ file, name }) => {
    const domain = file.split('/')[1];
    const read = new RegExp(`\\.${name}\\b|[{,]\\s*${name}\\b\\s*[,:=}]`);
    return ![...code].some(([other, text]) => other.split('/')[1] === domain && read.test(text));
  });

  expect(unread.map(nameOf)).toEqual([]);
});

test('constructs import nothing but their peers and one another', () => {
  const constructs = sources.filter((file) => !file.includes('/handlers/'));
  const foreign = constructs.flatMap((file) =>
    [...textOf(file).matchAll(/(?:from|import\(|require\()\s*'([^']+)'/g)]
      .map(([, from]) => from ?? '')
      .filter((from) => !/^(\.{1,2}\/|node:|aws-cdk-lib(\/|$)|constructs$|cdk8s$|cdk8s-plus-34$)/.test(from))
      .map((from) => `${file}: ${from}`),
  );

  expect(foreign).toEqual([]);
});

/** The props of every interface that a construct is made with, by its lines. */
function propsIn(file: string): Prop[] {
  const interfaces = textOf(file).matchAll(/^export interface (\w+(?:Props|Attributes))\b[^{]*\{\n(.*?)^\}/gms);
  return [...interfaces].flatMap(([, owner = '', body = '']) =>
    [...body.matchAll(/(\/\*\*(?:(?!\*\/).)*\*\/)?\s*^ {2}readonly (\w+)(\??):/gms)].map(([, doc = '', name = '', mark]) => ({
      file,
      owner,
      name,
      optional: mark === '?',
      doc: doc.replace(/^\s*\/?\*+\/?/gm, ''),
    })),
  );
}

function withoutTypes(text: string): string {
  return text.replace(/^export interface .*?^\}/gms, '').replace(/\/\*\*.*?\*\//gs, '');
}

function nameOf({ owner, name }: Prop): string {
  return `${owner}.${name}`;
}
