/** Answers by the operation's name, such as `GetObject`: the output, or a rejection with the service's error. */
export type Answers = Readonly<Record<string, (input: never) => Promise<object>>>;

/** What is needed of a client of the AWS SDK for JavaScript v3. */
interface AnsweredClient {
  readonly middlewareStack: {
    addRelativeTo(middleware: never, options: { name: string; relation: 'after'; toMiddleware: 'serializerMiddleware'; override: true }): void;
  };
}

type Handler = (args: { readonly input: object }) => Promise<{ readonly response: object; readonly output: object }>;
type Middleware = (next: Handler, context: { readonly commandName?: string; readonly clientName?: string }) => Handler;

/** Region and credentials of a client that is answered here, and never signs. */
export const NO_NETWORK = { region: 'us-east-1', credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' } } as const;

/**
 * Has the operations of a client answered by functions in place of the service. The client checks and serializes each request as always, and sends none.
 *
 * @returns the client; an operation without an answer rejects
 */
export function answered<Client extends AnsweredClient>(client: Client, answers: Answers): Client {
  const middleware: Middleware = (_, { commandName = '', clientName }) => {
    const operation = commandName.replace(/Command$/, '');
    return async ({ input }) => {
      const answer = Object.hasOwn(answers, operation) ? answers[operation] : undefined;
      if (!answer) throw new Error(`nothing answers ${operation} of ${clientName} in a rehearsal`);
      return { response: {}, output: { $metadata: {}, ...(await answer(input as never)) } };
    };
  };
  client.middlewareStack.addRelativeTo(middleware as never, {
    name: 'answersOfRehearsal',
    relation: 'after',
    toMiddleware: 'serializerMiddleware',
    override: true,
  });
  return client;
}

/** An error as a service gives it: callers tell it by its name. */
export function serviceError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
