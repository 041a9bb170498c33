/** Thrown where a process would die. */
export class Killed extends Error {}

/**
 * A process that dies at its n-th call to the outside (from 1, over all wrapped ports): before the
 * call has its effect, or after the effect and before the answer. Once dead it does nothing more.
 */
export const mortal = (dieAt: number, moment: 'before' | 'after') => {
  let calls = 0
  let dead = false
  const die = () => {
    dead = true
    throw new Killed()
  }
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          calls++
          if (dead || (calls === dieAt && moment === 'before')) die()
          const mine = calls
          const answer: unknown = await member.apply(target, args)
          if (dead || (mine === dieAt && moment === 'after')) die()
          return answer
        }
      },
    })
  return { wrap, died: () => dead, calls: () => calls }
}
