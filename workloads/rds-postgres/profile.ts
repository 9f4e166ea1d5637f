import { type Connection, ConnectionRefused, connectionOf, type Settings } from '../postgres/connection';

/** A section of a libpq service file. */
export interface Section {
  readonly name: string;
  readonly settings: Settings;
}

/** Supported settings of a section; libpq has more. */
const KEYS = ['host', 'hostaddr', 'port', 'dbname', 'user', 'sslmode', 'sslrootcert', 'application_name', 'connect_timeout', 'password', 'passfile'];

/** A service file: sections that psql, pgAdmin and all other libpq clients read by name. */
export function serviceFile(sections: readonly Section[]): string {
  return sections
    .map(({ name, settings }) => {
      const lines = Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}\n`]));
      return `[${name}]\n${lines.join('')}`;
    })
    .join('\n');
}

/** Connection settings of a section. @throws ConnectionRefused with file and section when it is missing or invalid */
export function connectionIn(text: string, file: string, name: string): Connection {
  const sections = sectionsIn(text, file);
  const section = sections.find((candidate) => candidate.name === name);
  if (section) return connectionOf(section.settings, `section ${name} of ${file}`);
  const existing = sections.map((candidate) => candidate.name).join(', ') || 'none';
  throw new ConnectionRefused(`${file} has no section ${name}; it has: ${existing}; name one of them, or add it`);
}

/** Sections of a service file. @throws ConnectionRefused with the number of an invalid line */
export function sectionsIn(text: string, file: string): readonly Section[] {
  const sections: { name: string; settings: Record<string, string> }[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, section] = /^\[([^\]]+)\]$/.exec(line) ?? [];
    if (section !== undefined) {
      sections.push({ name: section, settings: {} });
      continue;
    }
    const [, key, value] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    const current = sections.at(-1);
    if (key === undefined || value === undefined || current === undefined || !KEYS.includes(key)) {
      // Omits the line itself, which may contain a password.
      throw new ConnectionRefused(
        `line ${index + 1} of ${file} is not a supported setting; allowed: [section], then lines as host=…, of ${KEYS.join(', ')}`,
      );
    }
    current.settings[key] = value;
  }
  return sections;
}
