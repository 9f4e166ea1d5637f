/** Levels from most to least verbose; `fatal` and `panic` are logged before the program exits. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'fatal', 'panic'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one JSON object per line, with `function` and `line` of the caller. */
export type Log = Readonly<Record<'debug' | 'info' | 'warning' | 'error' | 'fatal', (msg: string, fields?: LogFields) => void>>;

export interface LogOptions {
  /** Minimum level. */
  readonly level: LogLevel;
  readonly service: string;
  readonly write: (line: string) => void;
  readonly now: () => Date;
}

export function createLog({ level, service, write, now }: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  const writer = (name: LogLevel) => {
    if (LOG_LEVELS.indexOf(name) < least) return () => {};
    const log = (msg: string, fields?: LogFields) => {
      write(`${JSON.stringify({ ...place(log), level: name, msg, time: now().toISOString(), service, ...fields })}\n`);
    };
    return log;
  };
  return { debug: writer('debug'), info: writer('info'), warning: writer('warning'), error: writer('error'), fatal: writer('fatal') };
}

/** Call site of `below`. */
function place(below: (...args: never[]) => unknown): { function: string; line: number } {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, sites) => sites;
    const holder: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, below);
    const site = holder.stack?.[0];
    return { function: site?.getFunctionName() ?? 'main', line: site?.getLineNumber() ?? 0 };
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Error message without stack trace and without the password of a connection string. */
export function reasonOf(error: unknown): string {
  const { message, code } = error instanceof Error ? (error as Error & { code?: unknown }) : { message: String(error), code: undefined };
  return (message === '' ? String(code) : message).replace(/\/\/[^/@\s]*@/g, '//…@');
}
