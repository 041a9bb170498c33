import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accountMethods } from './methods/account.ts'
import { accountSummaryMethods, accountUserMethods } from './methods/account-security.ts'
import { bedrockCapacityMethods } from './methods/bedrock-capacity.ts'
import { bedrockJobMethods } from './methods/bedrock-jobs.ts'
import { bedrockModelMethods } from './methods/bedrock-models.ts'
import { bucketLoggingMethods, bucketPostureMethods } from './methods/bucket-posture.ts'
import { configMethods } from './methods/hosting-configs.ts'
import { endpointMethods } from './methods/hosting-endpoints.ts'
import { scalingMethods } from './methods/hosting-scaling.ts'
import { testMethods } from './methods/hosting-tests.ts'
import { trafficMethods } from './methods/hosting-traffic.ts'
import { iamMethods } from './methods/iam.ts'
import { imageBuildMethods } from './methods/image-builds.ts'
import { imageMethods } from './methods/images.ts'
import { jobMethods } from './methods/jobs.ts'
import { keyMethods } from './methods/keys.ts'
import { networkMethods } from './methods/network.ts'
import { policyCheckMethods } from './methods/policy-checks.ts'
import { recordMethods, trailMethods } from './methods/records.ts'
import { s3BucketMethods } from './methods/s3-buckets.ts'
import { s3ObjectMethods } from './methods/s3-objects.ts'
import { recordByOwnModels } from './own-models.ts'
import { hasRecorder, portsAt, RECORDER_NOTE, record } from './stage.ts'

const METHODS = [
  ...accountMethods,
  ...bedrockJobMethods,
  ...bedrockModelMethods,
  ...bedrockCapacityMethods,
  ...configMethods,
  ...endpointMethods,
  ...scalingMethods,
  ...testMethods,
  ...trafficMethods,
  ...iamMethods,
  ...jobMethods,
  ...keyMethods,
  ...imageMethods,
  ...networkMethods,
  ...recordMethods,
  ...accountSummaryMethods,
  ...bucketPostureMethods,
  ...s3BucketMethods,
  ...s3ObjectMethods,
]

/** Of services and operations that ../shared/aws-models lacks; the judge is src/sandbox/models. */
const JUDGED_BY_OWN_MODELS = [
  ...imageBuildMethods,
  ...trailMethods,
  ...policyCheckMethods,
  ...accountUserMethods,
  ...bucketLoggingMethods,
]

const SDK_FOLDER = join(import.meta.dirname, '../../src/lib/aws/sdk')

describe.skipIf(!hasRecorder)(`every method of every AWS port${RECORDER_NOTE}`, () => {
  const seen = new Set<string>()

  it.each(METHODS)('$method: fits the API and is translated', async (method) => {
    const aws = await record(method.replies)
    try {
      expect(await method.run(portsAt(aws.url))).toEqual(method.gives)
      for (const call of aws.calls) seen.add(call.operation)
      expect(aws.violations()).toEqual([])
      expect(aws.calls.flatMap((call) => call.replyViolations ?? [])).toEqual([])
      // Calls that go out together arrive in any order.
      expect(aws.calls.map(({ operation }) => operation).sort()).toEqual([...method.calls].sort())
    } finally {
      await aws.close()
    }
  })

  it.each(JUDGED_BY_OWN_MODELS)(
    "$method: fits the sandbox's own model and is translated",
    async (method) => {
      const aws = await recordByOwnModels(method.replies ?? {})
      try {
        expect(await method.run(portsAt(aws.url))).toEqual(method.gives)
        for (const call of aws.calls) seen.add(call.operation)
        expect(aws.violations()).toEqual([])
        expect(aws.calls.map(({ operation }) => operation).sort()).toEqual([...method.calls].sort())
      } finally {
        await aws.close()
      }
    },
  )

  it('the operations that were called are exactly those that the code can call', async () => {
    const commands = await Promise.all(
      readdirSync(SDK_FOLDER).map(async (file) =>
        Object.keys(await import(join(SDK_FOLDER, file))),
      ),
    )
    const callable = commands
      .flat()
      .filter((name) => name.endsWith('Command'))
      .map((name) => name.replace(/Command$/, ''))
    expect(callable.length).toBeGreaterThan(0)
    expect([...seen].sort()).toEqual(callable.sort())
  })
})
