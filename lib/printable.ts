/** Control characters of terminals but tab and line ends, and characters that turn the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNPRINTABLE = /(?!\r\n)[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text of others (log lines, keys, cells) that can be shown: it moves no cursor, clears no screen, fills no clipboard and hides nothing. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '');
}
