/**
 * Several processes that take turns at their calls to the outside: one at a time runs, from one call to
 * its next. `next` picks whose call goes through, so that every order of calls can be had again.
 */
export const turns = (next: (waiting: readonly number[]) => number) => {
  const waiting = new Map<number, () => void>()
  let running = 0
  const settle = () => {
    if (running > 0 || waiting.size === 0) return
    const ready = [...waiting.keys()].sort((a, b) => a - b)
    const wanted = next(ready)
    const who = ready.includes(wanted) ? wanted : (ready[0] ?? 0)
    const go = waiting.get(who)
    waiting.delete(who)
    running++
    go?.()
  }
  const pass = (who: number): Promise<void> =>
    new Promise((resolve) => {
      running--
      waiting.set(who, resolve)
      settle()
    })
  const wrap = <T extends object>(who: number, port: T): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          await pass(who)
          return member.apply(target, args)
        }
      },
    })
  /** Runs them all to their ends. */
  const all = <T>(processes: readonly (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> => {
    running = processes.length
    return Promise.allSettled(
      processes.map((process) =>
        process().finally(() => {
          running--
          settle()
        }),
      ),
    )
  }
  return { wrap, all }
}
