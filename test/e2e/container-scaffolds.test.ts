import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/lib/io/clock.ts'
import { cli } from '../support/cli.ts'
import { startEngine, type TestEngine, whyNoEngine } from '../support/engine-world.ts'
import { buildLanguageBase, systemPython } from '../support/language-base.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

const SERVE = '--payload app/sample/payload.json --model app/sample/model --startup-timeout 60s'
const TRAIN = '--channel training=app/sample/training --hyperparameters epochs=5'
const PROCESS = '--channel data=app/sample/processing'

const SCAFFOLDS = [
  { kind: 'training', language: 'python', runs: [`training ${TRAIN}`] },
  { kind: 'serving', language: 'python', runs: [`serving ${SERVE}`] },
  { kind: 'combined', language: 'python', runs: [`training ${TRAIN}`, `serving ${SERVE}`] },
  { kind: 'processing', language: 'python', runs: [`processing ${PROCESS}`] },
  { kind: 'serving', language: 'node', runs: [`serving ${SERVE}`] },
] as const

/** Why these cannot run here. Said, so that no test skips silently. */
const reason = whyNoEngine() ?? (systemPython() === undefined ? 'no /usr/bin/python3' : undefined)
if (reason !== undefined) process.stderr.write(`scaffolds are not built and run: ${reason}\n`)

describe.skipIf(reason !== undefined)('a scaffold in a real engine, as it is generated', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await startEngine()
    for (const language of ['python', 'node'] as const) {
      buildLanguageBase(engine, language, `localhost/${language}:1`)
    }
  }, 240_000)
  afterAll(() => engine?.stop(), 60_000)

  it.each(SCAFFOLDS)(
    '$kind in $language: no finding of lint, built, and every rule of the contract kept',
    async ({ kind, language, runs }) => {
      const world = sandboxWorld()
      const run = (line: string) =>
        cli(line, { ports: { ...world.ports, clock: systemClock }, folder: world.folder })
      const words = engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')
      const use = `--engine podman ${words}`
      const image = `localhost/${kind}-${language}:1`
      const init = `container init app --kind ${kind} --language ${language}`
      expect((await run(`${init} --base localhost/${language}:1`)).exitCode).toBe(0)
      expect((await run(`container lint app --kind ${kind} --strict`)).out).toMatch(/^fine/)
      const built = await run(`container build app -t ${image} ${use}`)
      expect(built.exitCode, built.err).toBe(0)
      for (const as of runs) {
        const tested = await run(`container test ${image} --as ${as} ${use} --stop-timeout 30s`)
        expect(tested.exitCode, tested.out + tested.err).toBe(0)
        expect(tested.out).toMatch(/^passed/m)
      }
    },
    180_000,
  )
})
