import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type TestEngine, whyNoEngine } from '../support/engine-world.ts'
import { buildLanguageBase, systemPython } from '../support/language-base.ts'
import { pushedAndRepaired, whyNoPushes } from '../support/push-story.ts'
import { builtAndTested, type ScaffoldCase } from '../support/scaffold-story.ts'

const SCAFFOLDS: readonly ScaffoldCase[] = [
  { kind: 'training', language: 'python', as: ['training'] },
  { kind: 'serving', language: 'python', as: ['serving'] },
  { kind: 'combined', language: 'python', as: ['training', 'serving'] },
  { kind: 'processing', language: 'python', as: ['processing'] },
  { kind: 'serving', language: 'node', as: ['serving'] },
]

/** Why these cannot run here. Said, so that no test skips silently. */
const reason = whyNoEngine() ?? (systemPython() === undefined ? 'no /usr/bin/python3' : undefined)
if (reason !== undefined) process.stderr.write(`scaffolds are not built and run: ${reason}\n`)
const noPushes = whyNoPushes() !== undefined

describe.skipIf(reason !== undefined)('a scaffold in a real engine, as it is generated', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await startEngine()
    for (const language of ['python', 'node'] as const) {
      buildLanguageBase(engine, language, `localhost/${language}:1`)
    }
  }, 240_000)
  afterAll(() => engine?.stop(), 60_000)

  describe.each(SCAFFOLDS)('$kind in $language', (scaffold) => {
    const { kind, language } = scaffold
    const place = () => ({
      engine,
      folder: mkdtempSync(join(engine.folder, 'story-')),
      base: `localhost/${language}:1`,
      image: `localhost/${kind}-${language}:1`,
    })

    it('has no finding of lint, is built, and keeps every rule of the contract', async () => {
      await builtAndTested(scaffold, place())
    }, 240_000)

    it.skipIf(noPushes)(
      'is pushed, read back, and repaired from OCI form',
      async () => {
        await pushedAndRepaired(place())
        expect(engine.podman('ps', '--all', '--quiet').trim()).toBe('')
      },
      240_000,
    )
  })
})
