import { configurationOf } from './configuration';
import { ConfigurationError } from './environment';
import { createLog, type LogLevel, reasonOf } from './log';
import { start } from './start';

/** Exit codes: 0 stopped as asked, 1 could not start or stop, 2 the environment is not valid. */
async function main(): Promise<void> {
  const write = (line: string) => process.stdout.write(line);
  // Standard output is closed, so the parent process has gone.
  process.stdout.on('error', () => process.exit(1));
  const logOf = (level: LogLevel, service: string) => createLog({ level, service, write, now: () => new Date() });
  let log = logOf('info', process.env['SERVICE_NAME'] ?? 'greeting-service');
  try {
    const configuration = configurationOf(process.env, __dirname);
    log = logOf(configuration.logLevel, configuration.name);
    const running = await start(configuration, { log, ownsProcess: true });
    const stop = (signal: NodeJS.Signals) => {
      log.info('stopping', { signal });
      // A second signal ends the process at once, as it would without this handler.
      process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
      running.stop().then(
        () => process.exit(0),
        (error) => {
          log.fatal('could not stop', { error: reasonOf(error) });
          process.exit(1);
        },
      );
    };
    process.once('SIGTERM', stop).once('SIGINT', stop);
  } catch (error) {
    log.fatal(reasonOf(error));
    process.exitCode = error instanceof ConfigurationError ? 2 : 1;
  }
}

void main();
