import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { awsCli, foreign, run, serve } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'

const BIN = resolve('bin/mlctl.js')
const python = foreign('python')
const aws = foreign('aws')

/** The built program, serving a fresh sandbox on a free port. */
const sandbox = () => {
  const folder = tempFolder()
  const env = {
    HOME: folder,
    MLCTL_SANDBOX_DIR: `${folder}/sandbox`,
    MLCTL_SANDBOX_CLOCK: 'instant',
  }
  const command = [process.execPath, BIN, 'sandbox', 'serve', '--port', '0', '--json']
  return serve(command, env, /"url":"([^"]+)"/)
}

describe.skipIf(python === undefined)(
  'botocore (skipped where .ci/run could not install it)',
  () => {
    it('takes the main job through the served sandbox', async () => {
      const url = await sandbox()
      const ran = await run([python ?? '', 'test/foreign/main_job.py', url], { HOME: tempFolder() })
      expect(ran.err).toBe('')
      expect(JSON.parse(ran.out)).toMatchObject({
        account: '000000000000',
        sameBytes: true,
        sameJob: true,
        conflict: 'ConflictException',
        status: 'Completed',
        trainingLoss: expect.any(Number),
        artefacts: expect.arrayContaining([
          'step_wise_training_metrics.csv',
          'manifest.report.csv',
        ]),
        purchaseRefused: 'ServiceQuotaExceededException',
        high: 'fraud',
        low: 'legitimate',
        streamed: 'fraud',
        badName: 'ValidationException',
      })
    }, 60_000)
  },
)

describe.skipIf(aws === undefined)(
  'the AWS CLI (skipped where .ci/run could not install it)',
  () => {
    it('takes bucket, object, role, job, model and quota through the served sandbox', async () => {
      const url = await sandbox()
      const folder = tempFolder()
      const asked = awsCli(url, folder)
      const cli = async (line: string): Promise<unknown> => {
        const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(
          ([, quoted, bare]) => quoted ?? bare ?? '',
        )
        const ran = await asked(...words)
        expect(ran.err, line).toBe('')
        return ran.out.startsWith('{') ? JSON.parse(ran.out) : ran.out
      }
      const record = (i: number) =>
        `{"messages":[{"role":"user","content":[{"text":"n=${i % 2 ? 'odd' : 'even'}"}]},{"role":"assistant","content":[{"text":"${i % 2}"}]}]}`
      const { writeFile } = await import('node:fs/promises')
      await writeFile(
        `${folder}/train.jsonl`,
        Array.from({ length: 50 }, (_, i) => record(i)).join('\n'),
      )

      expect(await cli('sts get-caller-identity')).toMatchObject({ Account: '000000000000' })
      await cli('s3 mb s3://cli-data')
      await cli('s3 cp train.jsonl s3://cli-data/in/train.jsonl')
      expect(await cli('s3 ls s3://cli-data/in/')).toContain('train.jsonl')
      const trust =
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"bedrock.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
      const rights =
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
      await cli(`iam create-role --role-name cli --assume-role-policy-document '${trust}'`)
      await cli(`iam put-role-policy --role-name cli --policy-name p --policy-document '${rights}'`)
      await cli(
        'bedrock create-model-customization-job --job-name cli-1 --custom-model-name cli-model --role-arn arn:aws:iam::000000000000:role/cli --base-model-identifier amazon.nova-micro-v1:0:128k --training-data-config s3Uri=s3://cli-data/in/train.jsonl --output-data-config s3Uri=s3://cli-data/out/ --hyper-parameters epochCount=1',
      )
      expect(await cli('bedrock get-model-customization-job --job-identifier cli-1')).toMatchObject(
        {
          status: 'Completed',
        },
      )
      expect(await cli('bedrock get-custom-model --model-identifier cli-model')).toMatchObject({
        modelName: 'cli-model',
      })
      expect(
        await cli(
          'service-quotas get-service-quota --service-code bedrock --quota-code L-BE77399C',
        ),
      ).toMatchObject({ Quota: { Value: 0 } })
    }, 120_000)
  },
)
