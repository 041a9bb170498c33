import { epochOf } from '../domain/core/duration.ts'

/** The part of a client's middleware that is used here; each client types it over its own shapes. */
type Stack = {
  add(
    middleware: (next: Next) => Next,
    options: { readonly step: 'deserialize'; readonly name: string },
  ): void
}

type Next = (call: unknown) => Promise<{ readonly response?: unknown }>

/** Tells the time of each answer of a client by its Date header; answers without one tell nothing. */
export const tellServerTime = (client: unknown, saw: (at: number) => void): void => {
  const { middlewareStack } = client as { readonly middlewareStack: Stack }
  middlewareStack.add(
    (next) => async (call) => {
      const answer = await next(call)
      const at = epochOf(dateOf(answer.response) ?? '')
      if (!Number.isNaN(at)) saw(at)
      return answer
    },
    { step: 'deserialize', name: 'mlctlServerTime' },
  )
}

/** Tells of each request that a client sends. */
export const tellRequests = (client: unknown, saw: () => void): void => {
  const { middlewareStack } = client as { readonly middlewareStack: Stack }
  middlewareStack.add(
    (next) => async (call) => {
      saw()
      return next(call)
    },
    { step: 'deserialize', name: 'mlctlRequests' },
  )
}

const dateOf = (response: unknown): string | undefined =>
  (response as { readonly headers?: Readonly<Record<string, string>> } | undefined)?.headers?.date
