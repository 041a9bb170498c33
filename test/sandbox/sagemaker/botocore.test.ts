import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../../../src/sandbox/server.ts'
import { run } from '../../support/served.ts'
import { newEngine, temporaryFolder } from '../clients.ts'

const BOTOCORE = spawnSync('python3', ['-c', 'import botocore'])

describe('botocore', () => {
  if (BOTOCORE.status !== 0) process.emitWarning('skipped: no python3 with botocore here')

  it.skipIf(BOTOCORE.status !== 0)(
    'hosts, asks, shifts and deletes',
    async () => {
      const served = await serve({ engine: newEngine({ clock: 'instant' }), port: 0 })
      onTestFinished(() => served.close())
      const script = fileURLToPath(new URL('./botocore-hosting.py', import.meta.url))
      const env = {
        HOME: temporaryFolder(),
        PYTHONPATH: process.env.PYTHONPATH ?? '',
        AWS_EC2_METADATA_DISABLED: 'true',
      }
      const { out, err } = await run(['python3', script, served.url], env)
      expect(err).toBe('')
      expect(JSON.parse(out)).toEqual({
        created: 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/live',
        answered: ['A', 'application/json', true],
        failed: ['ModelError', 424],
        strange: ['ValidationError', 400],
        streamed: true,
        weights: { A: 90, B: 10 },
        pages: ['live'],
        missing: ['ValidationException', 400],
        malformed: ['ValidationException', 400],
      })
    },
    60_000,
  )
})
