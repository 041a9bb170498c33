import { CancelledError, MlctlError } from '../../errors.ts'
import type { Io } from '../../ports/io.ts'

/** Something that must hold after a stage, and what was seen. */
export type DemoCheck = { readonly what: string; readonly ok: boolean; readonly seen: string }

/** One stage of the demo: the command a user would type, what it did, and whether that is right. */
export type DemoStage = {
  readonly title: string
  readonly command: string
  readonly said: string
  readonly checks: readonly DemoCheck[]
}

/** What a stage's work answers: the sentence, the checks, and what later stages need. */
export type Outcome<T> = {
  readonly said: string
  readonly checks: readonly DemoCheck[]
  /** Lines shown below the sentence, on a terminal only. */
  readonly picture?: readonly string[]
  readonly value: T
}

export type Stage = { readonly title: string; readonly command: string }

/** Tells of one stage after another, and remembers how they went. */
export type Narrator = {
  /** @throws DemoStopped when the work fails: what comes after would be meaningless. */
  readonly tell: <T>(stage: Stage, work: () => Promise<Outcome<T>>) => Promise<T>
  readonly stages: readonly DemoStage[]
}

/** Ends the demo early; the stage that failed has been told and counted. */
export class DemoStopped extends Error {}

export const narrator = (io: Io): Narrator => {
  const stages: DemoStage[] = []
  const show = (stage: DemoStage): void => {
    stages.push(stage)
    const fine = stage.checks.every(({ ok }) => ok)
    io.note(`${mark(io, fine)} ${io.style.bold(stage.title)}  ${stage.said}`)
    io.note(io.style.dim(`    $ ${stage.command}`))
    for (const { what, seen } of stage.checks.filter(({ ok }) => !ok)) {
      io.warn(`${stage.title}: ${what}; seen: ${seen}`)
    }
  }
  return {
    stages,
    tell: async (stage, work) => {
      const progress = io.animated ? io.progress(stage.title) : undefined
      const outcome = await work()
        .catch((error: unknown) => {
          if (!(error instanceof MlctlError) || error instanceof CancelledError) throw error
          const seen = `${error.message} ${error.why ?? ''}`.trim()
          const checks = [{ what: 'the command succeeds', ok: false, seen }]
          show({ ...stage, said: 'failed', checks })
          throw new DemoStopped(stage.title, { cause: error })
        })
        .finally(() => progress?.stop())
      const { said, checks, picture = [], value } = outcome
      show({ ...stage, said, checks })
      if (io.animated) for (const line of picture) io.note(line)
      return value
    },
  }
}

const mark = (io: Io, fine: boolean): string => {
  const [good, bad] = io.style.unicode ? ['✓', '✗'] : ['ok', 'x']
  return fine ? io.style.good(good ?? '') : io.style.bad(bad ?? '')
}

/** A check from a comparison. */
export const check = (what: string, ok: boolean, seen: string | number): DemoCheck => ({
  what,
  ok,
  seen: String(seen),
})
