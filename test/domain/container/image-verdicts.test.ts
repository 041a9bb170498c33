import { expect, it } from 'vitest'
import { imageVerdicts } from '../../../src/lib/domain/container/contract/image-verdicts.ts'
import type { EngineImage } from '../../../src/lib/ports/container-engine.ts'

const image = (sizeBytes: number): EngineImage => ({
  ...{ id: 'sha256:0', os: 'linux', architecture: 'amd64', user: '', entrypoint: ['/serve'] },
  ...{ command: [], environment: {}, labels: {}, sizeBytes, layers: [] },
})

// No fixture of this size is built.
it.each([
  [9.9e9, 'passed'],
  [10e9, 'warning'],
])('an image of %d bytes, for serverless endpoints: %s', (bytes, verdict) => {
  const built = {
    image: image(bytes),
    files: new Map(),
    kind: 'serving',
    platform: 'linux/amd64',
  } as const
  const found = imageVerdicts(built).find(({ rule }) => rule === 'CTR604')
  expect(found?.verdict).toBe(verdict)
})
