import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { expect, it } from 'vitest'
import { AccessError } from '../../../src/lib/errors.ts'
import { applyPlanFile } from '../../../src/lib/flows/project/apply-plan-file.ts'
import { attachRemote } from '../../../src/lib/flows/remote/attach.ts'
import { runRemote } from '../../../src/lib/flows/remote/run.ts'
import { hostEngine, REMOTE_ROLE, remoteRequest, remoteWorld } from '../../support/remote-world.ts'

const engineWorld = () => remoteWorld({ engine: hostEngine() })

it('runs a program of the folder, shows its log on stdout, brings back its files and its exit code', async () => {
  const world = await engineWorld()
  world.write({
    'train.sh':
      '#!/bin/sh\necho "epochs $2 as $NAME"\necho made >"out dir.txt"\necho w >"$SM_MODEL_DIR/w"\nexit 3\n',
  })
  const request = remoteRequest(['./train.sh', '--epochs', '3'], {
    spec: { environment: { NAME: 'a b' } },
  })
  const result = await runRemote(world.ports, request)
  expect(result).toMatchObject({ status: 'ended', jobStatus: 'Failed', command: { exitCode: 3 } })
  expect(world.io.results).toEqual(['epochs 3 as a b'])
  expect(readFileSync(join(world.folder, 'back/output/files/out dir.txt'), 'utf8')).toBe('made\n')
})

it('a command that ends well leaves its model, too', async () => {
  const world = await engineWorld()
  const result = await runRemote(
    world.ports,
    remoteRequest(['sh', '-c', 'echo w >"$SM_MODEL_DIR/w"']),
  )
  expect(result).toMatchObject({
    status: 'ended',
    jobStatus: 'Completed',
    command: { exitCode: 0 },
  })
  expect(readFileSync(join(world.folder, 'back/model/w'), 'utf8')).toBe('w\n')
})

it('the same line again attaches and sends nothing; other content is another job', async () => {
  const world = await engineWorld()
  const line = remoteRequest(['./hello.sh'])
  const first = await runRemote(world.ports, line)
  const second = await runRemote(world.again().ports, line)
  expect(second).toMatchObject({ status: 'ended', command: { exitCode: 0 } })
  expect('jobName' in second && second.jobName).toBe('jobName' in first && first.jobName)
  world.write({ 'hello.sh': '#!/bin/sh\necho other\n' })
  const third = await runRemote(world.again().ports, line)
  expect('jobName' in third && third.jobName).not.toBe('jobName' in first && first.jobName)
  expect(await world.ports.trainingJobs.list()).toHaveLength(2)
})

it('after a failed run the same line starts the next attempt, and --again one after a good run', async () => {
  const world = await engineWorld()
  const failing = remoteRequest(['sh', '-c', 'exit 1'])
  await runRemote(world.ports, failing)
  expect(await runRemote(world.ports, failing)).toMatchObject({
    jobName: expect.stringMatching(/-2$/),
  })
  const good = remoteRequest(['true'], { again: true })
  await runRemote(world.ports, good)
  expect(await runRemote(world.ports, good)).toMatchObject({
    jobName: expect.stringMatching(/-2$/),
  })
})

it('what comes back into the folder does not change what is sent', async () => {
  const world = await engineWorld()
  const line = remoteRequest(['sh', '-c', 'echo x >x.txt'], { output: 'work/back' })
  await runRemote(world.ports, line)
  await runRemote(world.ports, line)
  expect(await world.ports.trainingJobs.list()).toHaveLength(1)
})

it('a dry run sends nothing and shows the job with its ceiling', async () => {
  const world = await remoteWorld()
  const result = await runRemote(
    world.ports,
    remoteRequest(['./hello.sh', 'a b'], {
      prices: { 'ml.m5.xlarge': 230_000 },
      apply: { consent: { yes: false }, dryRun: true },
    }),
  )
  expect(result.status).toBe('planned')
  const text = world.io.notes.join('\n')
  expect(text).toContain(`run ./hello.sh 'a b' as job remote-work-`)
  expect(text).toContain('$0.23 an hour, 1h 00m at most')
  expect(text).toContain('$0.23 once')
  expect(await world.ports.trainingJobs.list()).toEqual([])
  expect(readdirSync(join(world.folder, '.mlctl/remote'))).toEqual([])
})

it('the line to repeat has its flags before the two dashes', async () => {
  const world = await remoteWorld()
  await runRemote(world.ports, remoteRequest(['echo', 'a b'], { wait: false }))
  const again = world.io.notes.find((line) => line.includes('in CI'))
  expect(again).toMatch(/mlctl remote --image \S+ .* --yes -- echo 'a b'$/)
})

it('without a terminal and --yes nothing is started', async () => {
  const world = await remoteWorld()
  const line = remoteRequest(['true'], { apply: { consent: { yes: false }, dryRun: false } })
  await expect(runRemote(world.ports, line)).rejects.toMatchObject({ exitCode: 2 })
  expect(await world.ports.trainingJobs.list()).toEqual([])
})

it.each([
  ['key.txt', 'aws = AKIAIOSFODNN7QRSTUVW\n', 'key.txt:1'],
  ['deep/.env', 'A=b\n', 'deep/.env'],
  ['server.pem', 'x', 'server.pem'],
])('%s is not sent unless a reason is given', async (path, text, at) => {
  const world = await remoteWorld()
  world.write({ [path]: text })
  const line = remoteRequest(['true'], { wait: false })
  await expect(runRemote(world.ports, line)).rejects.toMatchObject({
    code: 'MLC-RMT-004',
    why: expect.stringContaining(at),
  })
  const { pack } = line
  await runRemote(world.ports, { ...line, pack: { ...pack, allowSecrets: 'test keys' } })
  expect(world.io.warnings.join()).toContain('test keys')
})

it('a key in a variable or in the command is not sent either', async () => {
  const world = await remoteWorld()
  const environment = { KEY: 'AKIAIOSFODNN7QRSTUVW' }
  await expect(
    runRemote(world.ports, remoteRequest(['true'], { spec: { environment } })),
  ).rejects.toMatchObject({ why: expect.stringContaining('--env KEY') })
  await expect(
    runRemote(world.ports, remoteRequest(['echo', environment.KEY])),
  ).rejects.toMatchObject({ why: expect.stringContaining('the command') })
})

it('a folder that is too large is refused by its largest files', async () => {
  const world = await remoteWorld()
  world.write({ 'data.bin': 'x'.repeat(5_000) })
  const line = remoteRequest(['true'])
  const pack = { ...line.pack, maxBytes: 4_000 }
  await expect(runRemote(world.ports, { ...line, pack })).rejects.toMatchObject({
    code: 'MLC-RMT-002',
    why: expect.stringContaining('data.bin'),
  })
})

it('a link that leaves the folder is refused, one inside is packed', async () => {
  const world = await engineWorld()
  symlinkSync('hello.sh', join(world.folder, 'work/inner'))
  expect(await runRemote(world.ports, remoteRequest(['./inner']))).toMatchObject({
    command: { exitCode: 0 },
  })
  symlinkSync('/etc/passwd', join(world.folder, 'work/outer'))
  await expect(runRemote(world.ports, remoteRequest(['./inner']))).rejects.toMatchObject({
    code: 'MLC-RMT-003',
    why: 'outer -> /etc/passwd',
  })
})

it('ignore files, environments and --include decide what is there', async () => {
  const world = await engineWorld()
  world.write({
    '.gitignore': 'data/\n*.log\n',
    'data/model.bin': 'm',
    'data/rest.bin': 'r',
    'a.log': '',
    'env of mine/pyvenv.cfg': '',
    'env of mine/bin/python': '',
    'node_modules/x/index.js': '',
    'kept/a.txt': '',
    'kept/.gitignore': '!b.log\n',
    'kept/b.log': '',
    '.mlctlignore': '!kept.log\n',
    'kept.log': '',
  })
  const line = remoteRequest(['sh', '-c', 'find . -type f | sort'])
  await runRemote(world.ports, { ...line, pack: { ...line.pack, include: ['data/model.bin'] } })
  expect(world.io.results).toEqual([
    './.gitignore',
    './.mlctlignore',
    './data/model.bin',
    './hello.sh',
    './kept.log',
    './kept/.gitignore',
    './kept/a.txt',
    './kept/b.log',
  ])
})

it('an output folder that somebody else filled is left alone', async () => {
  const world = await remoteWorld()
  world.write({ '../back/model/precious': 'p' })
  await expect(runRemote(world.ports, remoteRequest(['true']))).rejects.toMatchObject({
    code: 'MLC-RMT-007',
  })
  expect(await world.ports.trainingJobs.list()).toEqual([])
})

it('waiting that reaches its limit says how to come back, and attach does', async () => {
  const world = await engineWorld()
  const line = remoteRequest(['./hello.sh'], {
    follow: { timeoutMs: 10_000, stopOnExit: false, printLog: true },
  })
  const [{ hint = '' }] = await Promise.all([
    runRemote(world.ports, line).then(
      () => ({ hint: '' }),
      (error: { exitCode: number; hint: string }) => {
        expect(error.exitCode).toBe(7)
        return error
      },
    ),
  ])
  const jobName = /mlctl remote attach (\S+)/.exec(hint)?.[1] ?? ''
  const again = world.again()
  const end = await attachRemote(again.ports, jobName, {
    ...line.follow,
    timeoutMs: undefined,
    output: 'back',
  })
  expect(end.command).toEqual({ exitCode: 0 })
  expect(again.io.results).toEqual(['hello'])
})

it.each([
  [false, 'InProgress'],
  [true, 'Stopping'],
])('Ctrl-C with --stop-on-exit %s leaves the job %s', async (stopOnExit, status) => {
  const world = await remoteWorld()
  const { jobName } = (await runRemote(world.ports, remoteRequest(['true'], { wait: false }))) as {
    jobName: string
  }
  world.io.interrupt()
  await expect(
    attachRemote(world.ports, jobName, {
      timeoutMs: undefined,
      stopOnExit,
      printLog: true,
      output: 'back',
    }),
  ).rejects.toMatchObject({ exitCode: 130 })
  expect((await world.ports.trainingJobs.find(jobName))?.status).toBe(status)
})

it('a job that is stopped, or has no such name, is no exit code of the command', async () => {
  const world = await remoteWorld()
  const { jobName } = (await runRemote(world.ports, remoteRequest(['true'], { wait: false }))) as {
    jobName: string
  }
  await world.ports.trainingJobs.stop(jobName)
  const follow = { timeoutMs: undefined, stopOnExit: false, printLog: true, output: 'back' }
  await expect(attachRemote(world.ports, jobName, follow)).rejects.toMatchObject({
    code: 'MLC-RMT-005',
    exitCode: 6,
  })
  await expect(attachRemote(world.ports, 'remote-none', follow)).rejects.toMatchObject({
    exitCode: 5,
  })
})

/** A .tar.gz of one entry that a job could leave. */
const archiveWith = async (header: { name: string; type?: 'symlink'; linkname?: string }) => {
  const archive = pack()
  if (header.type === undefined) archive.entry({ name: header.name }, 'evil')
  else archive.entry(header)
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive) chunks.push(chunk as Uint8Array)
  return gzipSync(Buffer.concat(chunks))
}

it.each([
  [{ name: '../../evil' }, 'leads out'],
  [{ name: '/tmp/mlctl-evil' }, 'absolute'],
  [{ name: 'link', type: 'symlink' as const, linkname: '../../..' }, 'outside'],
])('an archive with %j is not unpacked, and nothing of it is anywhere', async (header, why) => {
  const world = await engineWorld()
  const line = remoteRequest(['true'])
  const ended = await runRemote(world.ports, line)
  const jobName = 'jobName' in ended ? ended.jobName : ''
  const bucket = 'mlctl-000000000000-us-east-1'
  const key = `mlctl/remote/output/${jobName}/output/output.tar.gz`
  await world.ports.objects.put({ bucket, key }, await archiveWith(header))
  const follow = { timeoutMs: undefined, stopOnExit: false, printLog: true, output: 'fresh' }
  await expect(attachRemote(world.ports, jobName, follow)).rejects.toMatchObject({
    code: 'MLC-RMT-008',
    why: expect.stringContaining(why),
  })
  expect(readdirSync(world.folder).sort()).toEqual(['.mlctl', 'back', 'sandbox', 'work'])
})

it('who may not read logs is told so once, and gets exit code and outputs all the same', async () => {
  const world = await engineWorld()
  let asked = 0
  const logs = {
    ...world.ports.logs,
    streams: async () => {
      asked++
      throw new AccessError('MLC-AWS-010', 'Not allowed to read logs.')
    },
  }
  const end = await runRemote({ ...world.ports, logs }, remoteRequest(['sh', '-c', 'exit 2']))
  expect(end).toMatchObject({ command: { exitCode: 2 } })
  expect(asked).toBe(1)
  expect(world.io.warnings.filter((line) => line.includes('log'))).toHaveLength(1)
})

it('a saved plan holds all it needs: another process carries it out', async () => {
  const world = await remoteWorld()
  const line = remoteRequest(['true'], {
    apply: { consent: { yes: true }, dryRun: false, planOut: 'plan.json' },
  })
  expect(await runRemote(world.ports, line)).toMatchObject({ status: 'planned' })
  const next = world.again().ports
  await applyPlanFile(next, 'plan.json', { consent: { yes: true }, dryRun: false })
  expect(await next.trainingJobs.list()).toHaveLength(1)
})

it('in one output folder the work of one job never mixes with that of another', async () => {
  const world = await engineWorld()
  await runRemote(world.ports, remoteRequest(['sh', '-c', 'echo w >"$SM_MODEL_DIR/w"; echo a >a']))
  await runRemote(world.ports, remoteRequest(['sh', '-c', 'echo b >b; exit 1']))
  expect(readdirSync(join(world.folder, 'back/output/files'))).toEqual(['b'])
  expect(readdirSync(join(world.folder, 'back')).sort()).not.toContain('w')
  expect(existsSync(join(world.folder, 'back/model/w'))).toBe(false)
})

it.each([
  [
    'an image that is not in the registry',
    { image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/nowhere:1' },
    'MLC-TRN-006',
  ],
  [
    'data that is not there',
    { inputs: { train: 's3://no-such-bucket-of-mine/x/' } },
    'MLC-TRN-005',
  ],
  ['an accelerator that is no machine', { instanceType: 'ml.eia2.medium' }, 'MLC-TRN-003'],
])('%s is told before anything is sent', async (_what, spec, code) => {
  const world = await engineWorld()
  const run = runRemote(world.ports, remoteRequest(['./hello.sh'], { spec }))
  await expect(run).rejects.toMatchObject({ code })
  expect(await world.ports.objects.listBuckets()).toEqual([])
})

it('a role that may not write where outputs go is told before anything is sent', async () => {
  const world = await engineWorld()
  for (const name of ['s3', 'data']) {
    await world.ports.roles.putInlinePolicy(REMOTE_ROLE, name, {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    })
  }
  const run = runRemote(world.ports, remoteRequest(['./hello.sh']))
  await expect(run).rejects.toMatchObject({
    code: 'MLC-TRN-004',
    why: expect.stringContaining('s3:PutObject'),
  })
})

it('with --checkpoint the next attempt of the same content finds what the last one left', async () => {
  const world = await engineWorld()
  world.write({
    'step.sh':
      '#!/bin/sh\ncat "$MLCTL_CHECKPOINTS/step" 2>/dev/null || { echo 7 >"$MLCTL_CHECKPOINTS/step"; exit 1; }\n',
  })
  const request = remoteRequest(['./step.sh'], { spec: { checkpoint: true } })
  expect(await runRemote(world.ports, request)).toMatchObject({ command: { exitCode: 1 } })
  expect(await runRemote(world.ports, request)).toMatchObject({
    command: { exitCode: 0 },
    jobName: expect.stringMatching(/-2$/),
  })
  expect(world.io.results).toContain('7')
})
