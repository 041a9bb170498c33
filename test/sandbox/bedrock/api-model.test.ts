import { expect, it } from 'vitest'
import { checker } from './checked.ts'

it.skipIf(checker === undefined)(
  'the tests of this folder are judged by the API models (skipped: no folder ../shared beside the project)',
  () => {
    expect(checker?.checkInput('bedrock', 'GetCustomModel', {})).toHaveLength(1)
    expect(checker?.checkOutput('bedrock', 'GetCustomModel', { modelName: 'a b' })).not.toEqual([])
  },
)
