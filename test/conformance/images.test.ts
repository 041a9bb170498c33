import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { awsPorts } from '../../src/wiring/aws.ts'
import { dockerArchive, noise, testImage } from '../support/images.ts'
import { CREDENTIALS, mlctl, serveSandbox } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** The published API models with their checker; a sibling folder that need not be there. */
const CHECKER = join(import.meta.dirname, '../../../shared/aws-models/check.mjs')
const isThere = existsSync(CHECKER)

const URI = '000000000000.dkr.ecr.us-east-1.amazonaws.com/ml/fraud'

const STORY = [
  'container push IMAGE --repository ml/fraud --image-tag v1 --create --keep 20 --yes',
  'container push IMAGE --repository ml/fraud --image-tag v1',
  `container verify ${URI}:v1 --instance-type ml.m5.xlarge`,
  `container repair ${URI}:v1`,
  `container scan ${URI}:v1 --fail-on critical`,
  'container login',
]

describe.skipIf(!isThere)(
  `every request about images${isThere ? '' : ' (skipped: ../shared/aws-models is absent)'}`,
  () => {
    it('fits the published API models, and all operations of the code are exercised', async () => {
      const folder = tempFolder()
      const served = await serveSandbox(folder, 'instant')
      const { startRecorder } = await import(CHECKER)
      const recorder = await startRecorder({ upstream: served })
      onTestFinished(() => recorder.close())
      const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: recorder.url }
      const layers = [{ 'var/lib/dpkg/status': 'Package: a\nVersion: 1\n' }, { b: noise(9000) }]
      const image = await dockerArchive(join(folder, 'i.tar'), await testImage(layers))
      const ends: unknown[] = []
      for (const line of STORY) {
        const words = line.split(' ').map((word) => (word === 'IMAGE' ? image : word))
        const ended = await mlctl([...words, '--json'], { cwd: folder, env })
        ends.push([line, ended.status, ended.status === 0 ? '' : ended.err])
      }
      expect(ends).toEqual(STORY.map((line) => [line, 0, '']))
      // A scan is made by the push; asking for another is for images of before.
      const ports = awsPorts({ environment: env, version: '0.0.0' })
      const { digest = '' } = (await ports.imageRepositories.image('ml/fraud', { tag: 'v1' })) ?? {}
      await ports.imageRepositories.startScan('ml/fraud', digest)
      await ports.imageRepositories.makeImmutable('ml/fraud')
      await ports.imageRepositories.scanOnPush('ml/fraud')
      const calls: readonly {
        readonly service: string
        readonly operation: string
        readonly violations: readonly unknown[]
        readonly url: string
        // The address of a layer is no operation: whoever has it may read it.
      }[] = recorder.calls.filter(({ url }: { url: string }) => !url.includes('/v2/'))
      expect(calls.flatMap(({ violations }) => violations)).toEqual([])
      const sdk = await import('../../src/lib/aws/sdk/ecr.ts')
      const callable = Object.keys(sdk)
        .filter((name) => name.endsWith('Command'))
        .map((name) => name.replace(/Command$/, ''))
      const seen = calls.filter(({ service }) => service === 'ecr').map((call) => call.operation)
      expect([...new Set(seen)].sort()).toEqual(callable.sort())
    }, 180_000)
  },
)
