import { describe, expect, it } from 'vitest'
import { runRemote } from '../../../src/lib/flows/remote/run.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import { Killed, mortal } from '../../support/mortal.ts'
import { remoteRequest, remoteWorld } from '../../support/remote-world.ts'

/** The ports that change or read the outside, each call of which may be the last. */
const dyingPorts = (ports: Ports, life: ReturnType<typeof mortal>): Ports => ({
  ...ports,
  trainingJobs: life.wrap(ports.trainingJobs),
  objects: life.wrap(ports.objects),
  folders: life.wrap(ports.folders),
  logs: life.wrap(ports.logs),
  journal: { ...ports.journal, append: life.wrap(ports.journal).append },
})

const LINE = remoteRequest(['true'], {
  follow: { timeoutMs: undefined, stopOnExit: false, printLog: true },
  spec: { environment: { SANDBOX_SECONDS: '1' } },
})

describe.each(['before', 'after'] as const)('a process that dies %s any call', (moment) => {
  it('has one job and one upload, once the same line is run again', async () => {
    const alone = mortal(Number.POSITIVE_INFINITY, moment)
    const first = await remoteWorld()
    await runRemote(dyingPorts(first.ports, alone), LINE)
    expect(alone.calls()).toBeGreaterThan(15)
    // Looks at the log repeat; the first and the last calls are those that differ.
    const moments = Array.from({ length: alone.calls() }, (_, at) => at + 1)
    for (const dieAt of moments.filter((at) => at <= 35 || at > alone.calls() - 12)) {
      const world = await remoteWorld()
      await runRemote(dyingPorts(world.ports, mortal(dieAt, moment)), LINE).then(
        () => undefined,
        (error: unknown) => expect(error).toBeInstanceOf(Killed),
      )
      const next = world.again()
      const end = await runRemote(next.ports, LINE)
      expect(end, `killed ${moment} call ${dieAt}`).toMatchObject({
        status: 'ended',
        command: { exitCode: 0 },
      })
      expect(await next.ports.trainingJobs.list()).toHaveLength(1)
      const bucket = (await next.ports.objects.listBuckets())[0] ?? ''
      expect(await next.ports.objects.list(bucket, 'mlctl/remote/code/')).toHaveLength(1)
    }
  }, 300_000)
})
