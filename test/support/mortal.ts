/** Thrown where a process would die. */
export class Killed extends Error {}

/**
 * A process that dies at its n-th call to the outside (from 1, over all wrapped ports): before the
 * call has its effect, or after the effect and before the answer. Once dead it does nothing more: its
 * calls throw, or, when `silent`, never return, so that no catch and no finally of it runs either.
 */
export const mortal = (
  dieAt: number,
  moment: 'before' | 'after',
  how: 'throws' | 'silent' = 'throws',
) => {
  let calls = 0
  let dead = false
  let tell: (word: 'killed') => void = () => undefined
  const killed = new Promise<'killed'>((resolve) => {
    tell = resolve
  })
  const never = new Promise<never>(() => undefined)
  const die = (): Promise<never> => {
    dead = true
    tell('killed')
    if (how === 'throws') throw new Killed()
    return never
  }
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          calls++
          if (dead || (calls === dieAt && moment === 'before')) return die()
          const mine = calls
          const answer: unknown = await member.apply(target, args)
          if (dead || (mine === dieAt && moment === 'after')) return die()
          return answer
        }
      },
    })
  return { wrap, killed, died: () => dead, calls: () => calls }
}
