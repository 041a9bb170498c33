import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scaffoldOf } from '../../../src/lib/domain/container/scaffold/scaffold.ts'
import { startEngine, storageForLarge, type TestEngine } from '../../support/engine-world.ts'
import { pushedAndRepaired, whyNoPushes } from '../../support/push-story.ts'
import { builtAndTested, type ScaffoldCase } from '../../support/scaffold-story.ts'
import { copyWheels, importToolkitBase, whyNoToolkits } from '../../support/toolkit-base.ts'

const SCAFFOLDS = [
  { kind: 'training', language: 'python', toolkit: 'sagemaker-training', as: ['training'] },
  { kind: 'serving', language: 'python', toolkit: 'sagemaker-inference', as: ['serving'] },
] as const satisfies readonly ScaffoldCase[]

const requirementsOf = (scaffold: (typeof SCAFFOLDS)[number]): string =>
  scaffoldOf(scaffold).find(({ path }) => path === 'requirements.txt')?.text ?? ''

const noToolkits = whyNoToolkits(SCAFFOLDS.map(requirementsOf)) !== undefined
const noPushes = whyNoPushes() !== undefined

/** Wheels alone, no cache of hundreds of megabytes between the steps. */
const BUILD = ['--build-arg=PIP_NO_INDEX=1', '--isolation=chroot', '--layers=false']

/** Hundreds of megabytes are copied and compressed, while other tests do their own. */
const PATIENCE_MS = 420_000

describe.skipIf(noToolkits)('a scaffold with the packages of PyPI, as it is generated', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await startEngine(storageForLarge())
    importToolkitBase(engine, 'localhost/toolkit-base:1')
  }, PATIENCE_MS)
  afterAll(() => engine?.stop(), 180_000)

  describe.each(SCAFFOLDS)('$kind with $toolkit', (scaffold) => {
    const place = () => ({
      engine,
      folder: mkdtempSync(join(engine.folder, 'story-')),
      base: 'localhost/toolkit-base:1',
      image: `localhost/${scaffold.toolkit}:1`,
      prepare: (project: string) => copyWheels(requirementsOf(scaffold), join(project, 'wheels')),
      buildOptions: BUILD,
    })

    it(
      'has no finding of lint, is built, and keeps every rule of the contract',
      async () => {
        await builtAndTested(scaffold, place())
      },
      PATIENCE_MS,
    )

    it.skipIf(noPushes)(
      'is pushed, read back, and repaired from OCI form',
      async () => {
        await pushedAndRepaired(place())
        expect(engine.podman('ps', '--all', '--quiet').trim()).toBe('')
      },
      PATIENCE_MS,
    )
  })
})
