import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { LogEvent } from '../../logs/records.ts'
import { members, optionalText } from '../../members.ts'
import { runProgram } from '../../program.ts'
import type { Call, Input } from '../../service.ts'
import { ask } from '../invoke/container.ts'
import { s3Parts } from './checks.ts'
import { localImage } from './container.ts'
import type { JobRecord } from './records.ts'

/** How long a model may take to say 200 here; SageMaker waits for minutes. */
const STARTUP_MS = 60_000
const LOOK_MS = 200

/** The server of a transform job's model. */
export type Served = {
  /** Undefined when it never said that it is ready. */
  readonly url: string | undefined
  readonly lines: () => Promise<readonly LogEvent[]>
  readonly stop: () => Promise<void>
}

/**
 * Starts the image of a model as `serve` on this machine, with its data in /opt/ml/model, and waits for
 * its ping. Undefined where no engine is named, or the engine does not have the image.
 */
export const serveModel = async (
  call: Call,
  job: JobRecord,
  container: Input,
): Promise<Served | undefined> => {
  const engine = call.containerEngine
  const named = optionalText(container, 'Image')
  if (engine === undefined || named === undefined) return undefined
  const image = await localImage(engine, named)
  if (image === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'mlctl-transform-'))
  const name = `mlctl-${job.name}`.slice(0, 60).toLowerCase()
  const remove = () => runProgram(engine, ['rm', '-f', name]).catch(() => undefined)
  await bringModel(call, container, folder)
  await remove()
  const environment = {
    ...(members(container, 'Environment') as Record<string, string>),
    ...(members(job.request, 'Environment') as Record<string, string>),
    SAGEMAKER_BATCH: 'true',
  }
  await runProgram(engine, [
    ...['create', '--name', name, '-p', '127.0.0.1::8080', '-v', `${folder}:/opt/ml/model:ro`],
    ...Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
    ...[image, 'serve'],
  ])
  const started = await runProgram(engine, ['start', name])
  const url = started.code === 0 ? await readyUrl(engine, name) : undefined
  return {
    url,
    lines: async () => {
      const { out } = await runProgram(engine, ['logs', name])
      const text = started.code === 0 ? out : started.out
      return text.split('\n').flatMap((line) => {
        const message = line.trimEnd()
        return message === '' ? [] : [{ at: job.startsAt, message }]
      })
    },
    stop: async () => {
      await remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** model.tar.gz, unpacked as SageMaker does before it starts the container. */
const bringModel = async (call: Call, container: Input, folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const at = s3Parts(optionalText(container, 'ModelDataUrl') ?? '')
  const path = at === undefined ? undefined : call.neighbours.objects.path(at.bucket, at.key)
  if (path !== undefined) await runProgram('tar', ['-xzf', path, '-C', folder])
}

const readyUrl = async (engine: string, name: string): Promise<string | undefined> => {
  const until = Date.now() + STARTUP_MS
  while (Date.now() < until) {
    const { out } = await runProgram(engine, ['port', name, '8080'])
    const address = /127\.0\.0\.1:\d+/.exec(out)?.[0]
    if (address === undefined) return undefined
    const url = `http://${address}`
    const request = { method: 'GET', path: '/ping', headers: {}, timeout: 2_000 } as const
    const answer = await ask(url, request).catch(() => undefined)
    if (answer?.status === 200) return url
    await pause(LOOK_MS)
  }
  return undefined
}
