type Document = Readonly<Record<string, unknown>>

/** What a middleware may see of the SDK's messages. */
type Stack = {
  addRelativeTo(
    // biome-ignore lint/suspicious/noExplicitAny: the SDK types each command's stack by its members
    middleware: any,
    where: {
      readonly name: string
      readonly relation: 'before' | 'after'
      readonly toMiddleware: string
    },
  ): void
}

type Next = (args: { request: { body?: unknown } }) => Promise<{
  response: { body?: unknown; statusCode?: number }
}>

/**
 * Keeps the JSON of a command's answer as the service wrote it. The SDK drops members that its own
 * model does not know; a clone made without them would lose what the user had set.
 */
export const keepAnswer = (
  command: { readonly middlewareStack: Stack },
  keep: (document: Document) => void,
): void =>
  command.middlewareStack.addRelativeTo(
    (next: Next) => async (args: Parameters<Next>[0]) => {
      const result = await next(args)
      const { response } = result
      if (response.statusCode !== 200) return result
      const bytes = await collected(response.body)
      response.body = bytes
      keep(JSON.parse(new TextDecoder().decode(bytes)) as Document)
      return result
    },
    { name: 'keepAnswer', relation: 'after', toMiddleware: 'deserializerMiddleware' },
  )

/** Sends this document as the command's body, members that the SDK does not know included. */
export const sendDocument = (
  command: { readonly middlewareStack: Stack },
  document: Document,
): void =>
  command.middlewareStack.addRelativeTo(
    (next: Next) => (args: Parameters<Next>[0]) => {
      args.request.body = JSON.stringify(document)
      return next(args)
    },
    { name: 'sendDocument', relation: 'after', toMiddleware: 'serializerMiddleware' },
  )

const collected = async (body: unknown): Promise<Uint8Array> => {
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
