import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { hostEngine, REMOTE_IMAGE, REMOTE_ROLE, remoteWorld } from '../support/remote-world.ts'

const LINE = `remote --image ${REMOTE_IMAGE} --instance-type ml.m5.xlarge --role ${REMOTE_ROLE}`

const world = () => remoteWorld({ engine: hostEngine() })

it('flags after the two dashes belong to the command, whose exit code is that of mlctl', async () => {
  const { ports, io, folder } = await world()
  const ran = await cli(`${LINE} --yes -- sh -c 'echo "$@"; exit 42' me --yes --epochs 3 -- x`, {
    ports,
    folder,
  })
  expect(ran.exitCode).toBe(42)
  expect(ran.out).toBe('')
  expect(io.results).toEqual(['--yes --epochs 3 -- x'])
})

it('--json tells the exit code of the command and what came back, and keeps stdout for itself', async () => {
  const { ports, io, folder } = await world()
  const ran = await cli(`${LINE} --yes --json -- sh -c 'echo a >a.txt; exit 5'`, { ports, folder })
  expect(ran.exitCode).toBe(5)
  expect(ran.json()).toMatchObject({
    type: 'result',
    schemaVersion: 1,
    status: 'ended',
    command: { exitCode: 5 },
    jobStatus: 'Failed',
  })
  expect(io.results).toEqual([])
  expect(io.events.map(({ type }) => type)).toContain('status')
})

it.each([
  [`${LINE} --yes`, 'MLC-RMT-001', 2],
  [`${LINE} --max-wait 2h -- true`, 'MLC-RMT-001', 2],
  [`${LINE} --spot --max-runtime 2h --max-wait 1h -- true`, 'MLC-RMT-001', 2],
  [`${LINE} --max-size big -- true`, 'MLC-RMT-001', 2],
  [`${LINE} --bucket s3:// -- true`, 'MLC-RMT-001', 2],
  [`${LINE.replace(`--role ${REMOTE_ROLE}`, '--role nobody')} -- true`, 'MLC-RMT-006', 5],
  ['remote attach remote-none', 'MLC-RMT-006', 5],
  ['remote attach', 'MLC-CLI-001', 2],
])('%s is refused as %s', async (line, code, exitCode) => {
  const { ports, folder } = await remoteWorld()
  const ran = await cli(line, { ports, folder })
  expect(ran.err).toContain(code)
  expect(ran.exitCode).toBe(exitCode)
})

it('a spot run waits twice its running time unless told otherwise', async () => {
  const { ports, folder } = await remoteWorld()
  const ran = await cli(`${LINE} --spot --max-runtime 1h --no-wait --yes --json -- true`, {
    ports,
    folder,
  })
  const { jobName } = ran.json() as { jobName: string }
  expect(await ports.trainingJobs.find(jobName)).toMatchObject({
    spot: true,
    maxRuntimeSeconds: 3_600,
    maxWaitSeconds: 7_200,
  })
})

it('help shows the command and its member', async () => {
  const ran = await cli('remote --help')
  expect(ran.out).toContain('attach')
  expect(ran.out).toContain('-- python train.py')
})
