import { describe, expect, it } from 'vitest'
import { isoTime } from '../../src/lib/domain/core/duration.ts'
import { AccessError, CancelledError, TemporaryError } from '../../src/lib/errors.ts'
import { watchJob } from '../../src/lib/flows/finetune/watch.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { Clock } from '../../src/lib/ports/clock.ts'
import type { CustomizationJobView, PhaseStatus } from '../../src/lib/ports/customization-jobs.ts'
import type { JournalRecord } from '../../src/lib/ports/journal.ts'
import { fakeClock } from '../support/clock.ts'
import { scriptedIo } from '../support/io.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ARN = 'arn:aws:bedrock:us-east-1:111122223333:model-customization-job/m/abc123def456'

type End = { readonly status: 'Completed' | 'Failed' | 'Stopped'; readonly message?: string }

/** A job whose state follows the clock: 3 min validation, 1 min processing, then queue and training. */
const jobWorld = (options: {
  readonly queueMs?: number
  readonly lastsMs: number
  readonly end?: End
  readonly manifest?: string
  /** Thrown instead of the n-th read. */
  readonly faults?: (read: number) => Error | undefined
  readonly clock?: Clock
}) => {
  const { queueMs = 10 * MINUTE, lastsMs, end = { status: 'Completed' } } = options
  const clock = options.clock ?? fakeClock()
  const started = clock.now()
  const io = scriptedIo()
  const records: JournalRecord[] = []
  let reads = 0
  const phase = (from: number, to: number) => {
    const age = clock.now() - started
    const status: PhaseStatus = age < from ? 'NotStarted' : age < to ? 'InProgress' : 'Completed'
    return {
      status,
      ...(age < from ? {} : { creationTime: isoTime(started + from) }),
      ...(age < from ? {} : { lastModifiedTime: isoTime(Math.min(clock.now(), started + to)) }),
    }
  }
  const view = (): CustomizationJobView => {
    const over = clock.now() - started >= lastsMs
    return {
      jobArn: ARN,
      jobName: 'fraud-1',
      status: over ? end.status : 'InProgress',
      baseModelArn: 'arn:aws:bedrock:us-east-1::foundation-model/m',
      customModelName: 'fraud-1',
      creationTime: isoTime(started),
      ...(over ? { endTime: isoTime(started + lastsMs) } : {}),
      ...(over && end.message !== undefined ? { failureMessage: end.message } : {}),
      roleArn: 'r',
      outputS3Uri: 's3://out/x/',
      hyperParameters: {},
      statusDetails: {
        validation: phase(0, 3 * MINUTE),
        dataProcessing: phase(3 * MINUTE, 4 * MINUTE),
        training: phase(4 * MINUTE + queueMs, lastsMs),
      },
    }
  }
  const folder = 'x/model-customization-job-abc123def456/input_status/'
  const ports = {
    clock,
    io,
    customizationJobs: {
      find: async () => {
        const fault = options.faults?.(++reads)
        if (fault !== undefined) throw fault
        return view()
      },
    },
    objects: {
      list: async (_bucket: string, prefix: string) =>
        options.manifest !== undefined && folder.startsWith(prefix)
          ? [{ key: `${folder}manifest.report.csv`, sizeBytes: 9 }]
          : [],
      getText: async () => options.manifest ?? '',
    },
    journal: {
      read: async () => ({ records, skippedLines: 0 }),
      append: async (record: JournalRecord) => void records.push(record),
    },
  } as unknown as Ports
  return { ports, io, records, reads: () => reads, slept: () => clock.now() - started }
}

describe('watching a job', () => {
  it('asks at most 550 times in six hours, and notices the end within 75 s', async () => {
    const world = jobWorld({ lastsMs: 6 * HOUR })
    const job = await watchJob(world.ports, 'fraud-1', {})
    expect(job.status).toBe('Completed')
    expect(world.reads()).toBeLessThanOrEqual(550)
    expect(world.slept() - 6 * HOUR).toBeLessThanOrEqual(75_000)
  })

  it('tells each status and phase once, in order, and then the end', async () => {
    const world = jobWorld({ lastsMs: HOUR })
    await watchJob(world.ports, 'fraud-1', {})
    expect(world.io.events.map((event) => event.phase ?? event.status)).toEqual([
      'InProgress',
      'validation',
      'data processing',
      'queue',
      'training',
      'Completed',
      'over',
      'Completed',
    ])
    expect(world.io.events.at(-1)).toMatchObject({ type: 'end', jobName: 'fraud-1' })
  })

  it('reports how long the training waited for its turn', async () => {
    const world = jobWorld({ lastsMs: 3 * HOUR, queueMs: 50 * MINUTE })
    const job = await watchJob(world.ports, 'fraud-1', {})
    expect(job.queueSeconds).toBe(50 * 60)
  })

  it('survives throttling and a refresh of credentials', async () => {
    const world = jobWorld({
      lastsMs: 2 * HOUR,
      faults: (read) => {
        if (read % 5 === 0) return new TemporaryError('MLC-AWS-031', 'throttled')
        return read % 7 === 0 ? new AccessError('MLC-AWS-002', 'expired') : undefined
      },
    })
    expect((await watchJob(world.ports, 'fraud-1', {})).status).toBe('Completed')
  })

  it('gives up when the credentials stay lost', async () => {
    const lost = (read: number) =>
      read > 3 ? new AccessError('MLC-AWS-002', 'expired') : undefined
    const world = jobWorld({ lastsMs: HOUR, faults: lost })
    await expect(watchJob(world.ports, 'fraud-1', {})).rejects.toBeInstanceOf(AccessError)
    expect(world.reads()).toBeLessThan(12)
  })

  it('goes on after the machine slept through the end', async () => {
    const inner = fakeClock()
    let slept = 0
    const clock: Clock = {
      ...inner,
      // The lid is closed once, for ten hours.
      sleep: (ms, signal) => inner.sleep(++slept === 3 ? 10 * HOUR : ms, signal),
    }
    const world = jobWorld({ lastsMs: 5 * HOUR, clock })
    const job = await watchJob(world.ports, 'fraud-1', {})
    expect(job.elapsedSeconds).toBe(5 * 3_600)
    expect(world.reads()).toBeLessThan(8)
  })

  it('ends at the time limit with 7, and on Ctrl-C with 130, and says how to go on', async () => {
    const limited = jobWorld({ lastsMs: 9 * HOUR })
    await expect(watchJob(limited.ports, 'fraud-1', { timeoutMs: HOUR })).rejects.toMatchObject({
      exitCode: 7,
      hint: expect.stringContaining('mlctl finetune watch fraud-1'),
    })
    const stopped = jobWorld({
      lastsMs: 9 * HOUR,
      faults: (read) => {
        if (read === 5) stopped.io.interrupt()
        return undefined
      },
    })
    const error = await watchJob(stopped.ports, 'fraud-1', {}).catch((caught) => caught)
    expect(error).toBeInstanceOf(CancelledError)
    expect(error).toMatchObject({ exitCode: 130, hint: expect.stringContaining('finetune watch') })
  })

  it('warns of refused records long before the training ends, once', async () => {
    const header =
      'fileName,totalProcessedRecordCount,acceptedRecordCount,partiallyAcceptedRecordCount,rejectedRecordCount'
    const world = jobWorld({ lastsMs: 4 * HOUR, manifest: `${header}\ntrain.jsonl,200,190,0,10\n` })
    await watchJob(world.ports, 'fraud-1', {})
    expect(world.io.warnings).toHaveLength(1)
    expect(world.io.warnings[0]).toContain('refused 10 of 200')
    const at = world.io.events.findIndex((event) => event.type === 'rejected-records')
    expect(world.io.events.slice(at).some((event) => event.phase === 'training')).toBe(true)
  })

  it('says nothing of a report without refused records', async () => {
    const manifest = 'fileName,totalProcessedRecordCount,rejectedRecordCount\na,5,0\n'
    const world = jobWorld({ lastsMs: HOUR, manifest })
    await watchJob(world.ports, 'fraud-1', {})
    expect(world.io.warnings).toEqual([])
  })

  it.each([
    [
      'Failed',
      'Unable to parse Amazon S3 file: t.jsonl. Data files must conform to JSONL format.',
      'MLC-FT-107',
    ],
    ['Failed', 'Encountered an internal error when processing the request.', 'MLC-FT-113'],
    ['Failed', undefined, 'MLC-FT-100'],
    ['Stopped', undefined, 'MLC-FT-005'],
  ] as const)('ends with 6 when the job is %s (%s)', async (status, message, code) => {
    const end = { status, ...(message === undefined ? {} : { message }) }
    const world = jobWorld({ lastsMs: 30 * MINUTE, end })
    const error = await watchJob(world.ports, 'fraud-1', {}).catch((caught) => caught)
    expect(error).toMatchObject({ exitCode: 6, code })
    if (message !== undefined) expect(error.why).toBe(message)
    expect(world.records.map((one) => one.kind === 'fact' && one.data.status)).toEqual([status])
  })
})
