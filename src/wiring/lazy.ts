/**
 * A port that is built at its first call. Every method of an AWS port is async, so the caller cannot
 * tell; `--help` and argument errors never load an SDK.
 */
export const lazyPort = <T extends object>(load: () => Promise<T>): T => {
  let made: Promise<T> | undefined
  return new Proxy({} as T, {
    get: (_target, name) => {
      // A port handed through an `await` must not look like a promise.
      if (name === 'then') return undefined
      return async (...args: readonly unknown[]) => {
        made ??= load()
        const port = await made
        const method = port[name as keyof T] as (...args: readonly unknown[]) => unknown
        return method.apply(port, [...args])
      }
    },
  })
}
