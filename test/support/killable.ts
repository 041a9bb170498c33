import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { RequestHandler } from '../../src/lib/aws/options.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { awsPorts } from '../../src/wiring/aws.ts'
import { sandboxAwsOptions } from '../../src/wiring/sandbox-handler.ts'
import { sandboxWorld } from './sandbox-world.ts'

export type Moment = 'before' | 'after'

export type Death = {
  /** Number of the request, from 1; infinite for a process that lives. */
  readonly dieAt: number
  readonly moment: Moment
  /** MLCTL_SANDBOX_CLOCK; `instant` unless given. */
  readonly clock?: string | undefined
}

export type Killable = {
  readonly ports: Ports
  /** Resolves when the process is dead. */
  readonly killed: Promise<'killed'>
  /** AWS requests so far. */
  readonly calls: () => number
}

/**
 * A process over the sandbox of `folder` that is killed at its n-th AWS request: before it is
 * delivered, or after the service has carried it out. A call of the dead never returns, so that nothing
 * of it runs on: no catch, no finally, no later line.
 */
export const killable = async (
  folder: string,
  { dieAt, moment, clock = 'instant' }: Death,
): Promise<Killable> => {
  const { aws: options, clock: ownTime } = await sandboxAwsOptions({
    folder: join(folder, 'sandbox'),
    env: { MLCTL_SANDBOX_CLOCK: clock },
    region: 'us-east-1',
    version: '0.0.0',
  })
  const inner = options.requestHandler as RequestHandler
  let calls = 0
  let dead = false
  let tell: (word: 'killed') => void = () => undefined
  const killed = new Promise<'killed'>((resolve) => {
    tell = resolve
  })
  const never = new Promise<never>(() => undefined)
  const die = () => {
    dead = true
    tell('killed')
    return never
  }
  const handle: RequestHandler['handle'] = async (request, more) => {
    const mine = ++calls
    if (dead || (mine === dieAt && moment === 'before')) return die()
    const answer = await inner.handle(request, more)
    return dead || mine === dieAt ? die() : answer
  }
  const { awsTarget: _target, ...aws } = awsPorts({
    ...options,
    requestHandler: { ...inner, handle },
  })
  const world = sandboxWorld({ folder, clock })
  const ports: Ports = {
    ...world.ports,
    ...aws,
    ...(clock === 'instant' ? {} : { clock: ownTime }),
  }
  return { ports, killed, calls: () => calls }
}

/** A process that has ended: its id belongs to nobody. */
const deadPid = (): number => spawnSync('true').pid

/** In-process death leaves the locks to this living process: gives them to one that is really dead. */
export const buryLock = (folder: string): void => {
  const journal = join(folder, '.mlctl')
  if (!existsSync(journal)) return
  const since = new Date().toISOString()
  const dead = JSON.stringify({ pid: deadPid(), host: hostname(), since })
  for (const name of readdirSync(journal)) {
    const holder = join(journal, name, 'holder.json')
    if (name.endsWith('.lock') && existsSync(holder)) writeFileSync(holder, dead)
  }
}
