import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { TestEngine } from './engine-world.ts'
import { type Ended, mlctl } from './program.ts'

export type ScaffoldCase = {
  readonly kind: 'training' | 'serving' | 'combined' | 'processing'
  readonly language: 'python' | 'node'
  readonly toolkit?: 'sagemaker-training' | 'sagemaker-inference'
  /** How `container test` runs it, one after the other. */
  readonly as: readonly ('training' | 'serving' | 'processing')[]
}

/** What a scaffold is generated from and built with, and the folder it goes to. */
export type ScaffoldPlace = {
  readonly engine: TestEngine
  readonly folder: string
  readonly base: string
  readonly image: string
  /** Between generating and building. */
  readonly prepare?: (project: string) => void
  readonly buildOptions?: readonly string[]
}

/** Another model than the one that a server falls back on, so that its answers show that it is read. */
const MODEL = { weights: [3, 1], bias: 0.5 }
const ANSWER = '[4.5, 7.5]'

/** Enough epochs for some seconds: a training that ends at once cannot be stopped. */
const FLAGS = {
  training: ['--channel', 'training=app/sample/training', '--hyperparameters', 'epochs=4000'],
  serving: ['--payload', 'app/sample/payload.json', '--model', 'app/sample/model'],
  processing: ['--channel', 'data=app/sample/processing'],
} as const

type Check = { readonly rule: string; readonly verdict: string; readonly detail: string }

/** Flags that lead the program to this engine. */
export const engineFlags = ({ podmanArgs }: TestEngine): readonly string[] => [
  ...['--engine', 'podman'],
  ...podmanArgs.map((word) => `--engine-arg=${word}`),
]

const good = async (line: Promise<Ended>): Promise<Ended> => {
  const ended = await line
  expect(ended.status, ended.out + ended.err).toBe(0)
  return ended
}

/** Generated, linted, built and judged by the contract, each step by the built program. */
export const builtAndTested = async (
  { kind, language, toolkit, as }: ScaffoldCase,
  { engine, folder, base, image, prepare, buildOptions = [] }: ScaffoldPlace,
): Promise<void> => {
  const step = (...words: readonly string[]) => good(mlctl(words, { cwd: folder }))
  const choices = [
    '--kind',
    kind,
    '--language',
    language,
    '--toolkit',
    toolkit ?? 'none',
    '--base',
    base,
  ]
  await step('container', 'init', 'app', ...choices)
  prepare?.(join(folder, 'app'))
  const lint = await step('container', 'lint', 'app', '--kind', kind, '--strict')
  expect(lint.out).toMatch(/^fine/)
  const build = ['container', 'build', 'app', '-t', image, ...engineFlags(engine)]
  await step(...build, ...buildOptions.map((word) => `--build-option=${word}`))
  for (const one of as) {
    if (one === 'serving') {
      writeFileSync(join(folder, 'app/sample/model/model.json'), JSON.stringify(MODEL))
    }
    const test = ['container', 'test', image, '--as', one, ...FLAGS[one], ...engineFlags(engine)]
    const { out } = await step(
      ...test,
      '--startup-timeout',
      '90s',
      '--stop-timeout',
      '30s',
      '--json',
    )
    const { checks }: { readonly checks: readonly Check[] } = JSON.parse(out)
    expect(checks.filter(({ verdict }) => verdict === 'warning')).toEqual([])
    const seen = (rule: string) => checks.find((check) => check.rule === rule)
    if (one === 'serving') expect(seen('CTR703')?.detail.replace(/,\s*/g, ', ')).toContain(ANSWER)
    if (one === 'training') expect(seen('CTR725')).toMatchObject({ verdict: 'passed' })
  }
}
