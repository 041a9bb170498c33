import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../src/sandbox/control.ts'
import { createEngine } from '../../src/sandbox/engine.ts'
import { addressOf, awsCli, foreign, run } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'

const python = foreign('python')
const aws = foreign('aws')

/** Where the time of these sandboxes stands still. */
const NOON = '2026-11-22T12:00:00+00:00'

/** A fresh sandbox on a free port, its time standing still at noon. */
const sandbox = async () => {
  const directory = join(tempFolder(), 'state')
  createControl({ directory }).clock('2026-11-22T12:00:00Z')
  const engine = createEngine({ directory })
  return {
    url: await addressOf(engine),
    pass: (minutes: number) => void engine.clock.wait(minutes * 60_000),
  }
}

describe.skipIf(python === undefined)(
  'botocore (skipped where .ci/run could not install it)',
  () => {
    it.each(['json', 'query'])(
      'publishes and reads metrics and alarms in %s',
      async (protocol) => {
        const { url } = await sandbox()
        const command = [python ?? '', 'test/foreign/metrics.py', url, protocol, NOON]
        const ran = await run(command, { HOME: tempFolder() })
        expect(ran.err).toBe('')
        expect(JSON.parse(ran.out)).toEqual({
          protocol,
          values: { rate: [0.02], twice: [0.04] },
          times: ['2026-11-22T12:00:00+00:00'],
          maximum: 7,
          unit: 'Seconds',
          listed: 2,
          state: 'ALARM',
          threshold: 0.5,
          history: 2,
          unknown: ['ResourceNotFound', 'ResourceNotFound'],
          badValue: ['InvalidParameterValue', 'InvalidParameterValueException'],
          badQuery: ['ValidationError', expect.any(String)],
        })
      },
      60_000,
    )
  },
)

describe.skipIf(aws === undefined)(
  'the AWS CLI (skipped where .ci/run could not install it)',
  () => {
    it('publishes data, reads them and waits for an alarm', async () => {
      const { url, pass } = await sandbox()
      const asked = awsCli(url)
      const cli = async (...words: string[]): Promise<unknown> => {
        const ran = await asked('cloudwatch', ...words)
        expect(ran.err, words.join(' ')).toBe('')
        return ran.out.trim() === '' ? undefined : JSON.parse(ran.out)
      }
      const metric = ['--namespace', 'Custom', '--metric-name', 'Errors']
      await cli('put-metric-data', ...metric, '--value', '5', '--timestamp', '2026-11-22T12:00:30Z')
      const alarm = `--alarm-name errors --statistic Sum --period 60 --evaluation-periods 1
        --threshold 1 --comparison-operator GreaterThanThreshold`
      await cli('put-metric-alarm', ...metric, ...alarm.split(/\s+/))
      expect(await cli('describe-alarms')).toMatchObject({
        MetricAlarms: [{ AlarmName: 'errors', StateValue: 'INSUFFICIENT_DATA' }],
      })
      pass(1)
      expect(await cli('describe-alarms', '--state-value', 'ALARM')).toMatchObject({
        MetricAlarms: [{ AlarmName: 'errors', StateReason: expect.stringContaining('[5]') }],
      })
      const span = '--start-time 2026-11-22T11:55:00Z --end-time 2026-11-22T12:05:00Z'.split(' ')
      const statistics = ['--period', '60', '--statistics', 'Sum', ...span]
      expect(await cli('get-metric-statistics', ...metric, ...statistics)).toMatchObject({
        Datapoints: [{ Sum: 5, Unit: 'None' }],
      })
    }, 120_000)
  },
)
