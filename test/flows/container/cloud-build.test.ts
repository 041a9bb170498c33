import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../../src/commands/index.ts'
import { callerPolicy } from '../../../src/lib/domain/iam/caller-policy.ts'
import { newKeyPolicy } from '../../../src/lib/domain/iam/key-policy.ts'
import type { BuildInput } from '../../../src/lib/flows/container/build.ts'
import {
  buildInCloud,
  type CloudOptions,
  type CloudWish,
} from '../../../src/lib/flows/container/cloud-build.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import { createControl } from '../../../src/sandbox/control.ts'
import { filesOfTar } from '../../../src/sandbox/ecr/tar.ts'
import { cli } from '../../support/cli.ts'
import { startEngine, type TestEngine, whyNoEngine } from '../../support/engine-world.ts'
import { DOCKER_MANIFEST } from '../../support/images.ts'
import { buryLock, killable } from '../../support/killable.ts'
import { sandboxWorld, type WorldOptions } from '../../support/sandbox-world.ts'

const HOST = '000000000000.dkr.ecr.us-east-1.amazonaws.com'
const PROJECT = 'mlctl-image-builds'
const DOCKERFILE = `FROM scratch
COPY model/ /opt/model/
COPY serve /usr/bin/serve
ENTRYPOINT ["/usr/bin/serve"]
`

const input: BuildInput = {
  name: 'ml/churn:v1',
  folder: '.',
  dockerfile: undefined,
  platform: undefined,
  instanceType: undefined,
  target: undefined,
  engine: 'codebuild',
  engineArgs: undefined,
  buildArgs: {},
  secrets: [],
  cacheFrom: [],
  cacheTo: [],
  buildOptions: [],
  noCache: false,
  skipLint: true,
  ignore: [],
}

const WISH: CloudWish = {
  role: 'builder',
  project: PROJECT,
  compute: 'small',
  bucket: undefined,
  create: true,
  timeoutMinutes: 60,
  pricePerMinute: undefined,
  again: false,
  tags: {},
}

const OPTIONS: CloudOptions = {
  apply: { consent: { yes: true }, dryRun: false },
  wait: true,
  timeoutMs: undefined,
  command: 'mlctl container build -t ml/churn:v1 --engine codebuild --build-role builder',
}

const NO_WAIT = { wait: false }
const NOON = '2026-11-22T12:00:00Z'
/** Every call with MLCTL_FULL_KILL=1, else every third: odd and even ones in turn. */
const STEP = process.env.MLCTL_FULL_KILL === '1' ? 1 : 3

/** A context with a link, a program and a file that .dockerignore leaves out. */
const world = (options: WorldOptions = {}) => {
  const made = sandboxWorld(options)
  const write = (path: string, text: string) => writeFileSync(join(made.folder, path), text)
  mkdirSync(join(made.folder, 'model'))
  write('Dockerfile', DOCKERFILE)
  write('.dockerignore', '*.secret\n.mlctl\nsandbox\n')
  write('token.secret', 'hunter2')
  write('model/weights', '42')
  symlinkSync('weights', join(made.folder, 'model/latest'))
  write('serve', '#!/bin/sh\nexec true\n')
  chmodSync(join(made.folder, 'serve'), 0o755)
  return made
}

const build = (ports: Ports, wish: Partial<CloudWish> = {}, options: Partial<CloudOptions> = {}) =>
  buildInCloud(ports, input, { ...WISH, ...wish }, { ...OPTIONS, ...options })

const ROOT_DECIDES = newKeyPolicy({ partition: 'aws', account: '000000000000' })

type Policies = { readonly trustPolicy: unknown; readonly permissionPolicy: unknown }

/** The role exactly as mlctl says that it must be. */
const makeRole = async (ports: Ports) => {
  const refused = await build(ports, { role: undefined }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'MLC-CTR-240' })
  const { trustPolicy, permissionPolicy } = (refused as { details: Policies }).details
  const role = { roleName: 'builder', description: 'builds', trustPolicy, tags: {} }
  await ports.roles.create(role)
  await ports.roles.putInlinePolicy('builder', 'build', permissionPolicy)
}

/** The same ports, but somebody takes a right from the role when the build has been planned. */
const losing = (ports: Ports, action: string): Ports => {
  const start: Ports['imageBuilds']['start'] = async (input) => {
    const role = await ports.roles.find('builder')
    const policy = JSON.stringify(role?.inlinePolicies[0]?.policy)
    const less: unknown = JSON.parse(policy.replaceAll(action, 'ecr:ListImages'))
    await ports.roles.putInlinePolicy('builder', 'build', less)
    return ports.imageBuilds.start(input)
  }
  const imageBuilds = new Proxy(ports.imageBuilds, {
    get: (target, name) => (name === 'start' ? start : Reflect.get(target, name)),
  })
  return { ...ports, imageBuilds }
}

const contextIn = async (ports: Ports) => {
  const [started] = await ports.imageBuilds.newest(PROJECT)
  const [, bucket = '', key = ''] =
    /^s3:\/\/([^/]+)\/(.+)$/.exec(started?.variables.MLCTL_CONTEXT ?? '') ?? []
  const chunks: Uint8Array[] = []
  for await (const chunk of await ports.objects.get({ bucket, key })) chunks.push(chunk)
  return gunzipSync(Buffer.concat(chunks))
}

it('packs what .dockerignore lets through, and the sandbox says that it cannot build', async () => {
  const { ports, io } = world()
  await makeRole(ports)
  await expect(build(ports)).rejects.toMatchObject({
    code: 'MLC-CTR-241',
    exitCode: 6,
    why: expect.stringContaining('nothing is built and nothing is pushed'),
  })
  expect(io.notes.join('\n')).toContain('4 instructions')
  expect(await ports.imageRepositories.image('ml/churn', { tag: 'v1' })).toBeUndefined()
  const tar = await contextIn(ports)
  const found = await filesOfTar(
    (async function* () {
      yield tar
    })(),
    () => true,
  )
  expect([...found.keys()].sort()).toEqual([
    '.dockerignore',
    'Dockerfile',
    'model/latest',
    'model/weights',
    'serve',
  ])
})

it('a plan names bucket, context, repository, project and build, and changes nothing', async () => {
  const { ports } = world()
  await makeRole(ports)
  const options = { apply: { consent: { yes: true }, dryRun: true } }
  expect(await build(ports, {}, options)).toMatchObject({ status: 'planned' })
  expect(await ports.imageBuilds.project(PROJECT)).toBeUndefined()
  expect(await ports.imageRepositories.find('ml/churn')).toBeUndefined()
})

it('a role that CodeBuild may not assume is told before anything is packed', async () => {
  const { ports } = world()
  const Principal = { Service: 'sagemaker.amazonaws.com' }
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]
  const trustPolicy = { Version: '2012-10-17', Statement }
  await ports.roles.create({ roleName: 'builder', description: 'no', trustPolicy, tags: {} })
  await expect(build(ports)).rejects.toMatchObject({ code: 'MLC-CTR-244' })
})

describe('the role of the builds', () => {
  const setup = 'mlctl iam setup --for builds --push ml/churn'

  it('is named by the line that makes it, where nobody can be asked', async () => {
    const { ports } = world()
    await expect(build(ports, { role: undefined })).rejects.toMatchObject({
      code: 'MLC-CTR-240',
      hint: expect.stringContaining(`Make it: ${setup}\n`),
      details: { roleName: 'mlctl-codebuild-image-builds', command: setup },
    })
  })

  it('made by that line, is found without being named', async () => {
    const { ports, folder } = world()
    const made = await cli(`${setup.replace('mlctl ', '')} --yes --json`, { ports, folder })
    expect(made.json()).toMatchObject({ status: 'applied', readiness: { ready: true } })
    expect(await build(ports, { role: undefined }, NO_WAIT)).toMatchObject({ status: 'started' })
    const project = await ports.imageBuilds.project(PROJECT)
    expect(project?.serviceRoleArn).toMatch(/role\/mlctl-codebuild-image-builds$/)
  })

  it('is made on the way when a person at a terminal wants it', async () => {
    const { ports, io } = world({ answers: { '--build-role': true } })
    expect(await build(ports, { role: undefined }, NO_WAIT)).toMatchObject({ status: 'started' })
    expect(io.asked).toEqual(['--build-role'])
    expect(io.notes.join('\n')).toContain('Trust policy of mlctl-codebuild-image-builds')
  })

  it('is not made when that person says no, and nothing else is', async () => {
    const { ports } = world({ answers: { '--build-role': false } })
    await expect(build(ports, { role: undefined })).rejects.toMatchObject({ code: 'MLC-CTR-240' })
    expect(await ports.roles.find('mlctl-codebuild-image-builds')).toBeUndefined()
    expect(await ports.imageBuilds.project(PROJECT)).toBeUndefined()
  })

  it('is only shown in a dry run', async () => {
    const { ports } = world({ answers: { '--build-role': true } })
    const options = { apply: { consent: { yes: true }, dryRun: true } }
    expect(await build(ports, { role: undefined }, options)).toMatchObject({ status: 'planned' })
    expect(await ports.roles.find('mlctl-codebuild-image-builds')).toBeUndefined()
  })

  it('that lacks the repository is refused by its line, which completes it', async () => {
    const { ports, folder } = world()
    await makeRole(ports)
    const other = { ...input, name: 'ml/other:v1' }
    const refused = await buildInCloud(ports, other, WISH, OPTIONS).catch((error) => error)
    expect(refused).toMatchObject({
      code: 'MLC-CTR-244',
      why: expect.stringContaining('repository/ml/other'),
    })
    const [, line = ''] = /mlctl (iam setup .*)$/.exec(refused.hint) ?? []
    expect((await cli(`${line} --yes`, { ports, folder })).exitCode).toBe(0)
    expect(await buildInCloud(ports, other, WISH, { ...OPTIONS, ...NO_WAIT })).toMatchObject({
      status: 'started',
    })
    // What it could do before it can still do.
    expect(await build(ports, {}, NO_WAIT)).toMatchObject({ status: 'started' })
  })

  it('with a condition that only AWS can judge is taken, with a word about it', async () => {
    const { ports, io } = world()
    await makeRole(ports)
    const [own] = (await ports.roles.find('builder'))?.inlinePolicies ?? []
    const { Statement: statements = [] } = (own?.policy ?? {}) as { Statement?: readonly object[] }
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'ml' } }
    const policy = {
      Version: '2012-10-17',
      Statement: statements.map((s) => ({ ...s, Condition })),
    }
    await ports.roles.putInlinePolicy('builder', 'build', policy)
    expect(await build(ports, {}, NO_WAIT)).toMatchObject({ status: 'started' })
    expect(io.warnings.join()).toContain('Not every right of role builder')
  })

  it('reads a folder that a key of the account encrypts', async () => {
    const { ports } = world()
    const key = await ports.keys.create({ description: 'k', policy: ROOT_DECIDES, tags: {} })
    await ports.objects.createBucket('team-contexts', 'us-east-1')
    await ports.objects.encrypt('team-contexts', key.keyArn)
    const wish = { bucket: 's3://team-contexts/images', role: undefined }
    await expect(build(ports, wish)).rejects.toMatchObject({
      details: {
        command: `${setup.replace(' --push', ' --data s3://team-contexts/images/ --push')}`,
        permissionPolicy: {
          Statement: expect.arrayContaining([
            expect.objectContaining({ Action: ['kms:Decrypt'], Resource: [key.keyArn] }),
          ]),
        },
      },
    })
  })

  it('without the right to log is told by CodeBuild before any command', async () => {
    const { ports } = world()
    await makeRole(ports)
    await expect(build(losing(ports, 'logs:CreateLogStream'))).rejects.toMatchObject({
      code: 'MLC-CTR-241',
      message: expect.stringContaining('QUEUED FAILED'),
      why: expect.stringContaining('does not allow AWS CodeBuild to create Amazon CloudWatch Logs'),
    })
  })
})

it('a project of somebody else is left alone', async () => {
  const { ports } = world()
  await makeRole(ports)
  const role = await ports.roles.find('builder')
  await ports.imageBuilds.createProject({
    name: PROJECT,
    description: 'theirs',
    serviceRoleArn: role?.arn ?? '',
    buildspec: '{"version":0.2}',
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
    timeoutMinutes: 5,
    tags: {},
  })
  await expect(build(ports)).rejects.toMatchObject({ code: 'MLC-CTR-242' })
  expect((await ports.imageBuilds.project(PROJECT))?.description).toBe('theirs')
})

it.each([
  [{ secrets: ['id=a,src=b'] }, '--secret'],
  [{ cacheTo: ['type=local'] }, '--cache-to'],
  [{ dockerfile: '../Dockerfile' }, '-f'],
])('%j is refused, for it does not reach CodeBuild', async (more, said) => {
  const { ports, folder } = world()
  writeFileSync(join(folder, '../Dockerfile'), DOCKERFILE)
  const asked = buildInCloud(ports, { ...input, ...more }, WISH, OPTIONS)
  await expect(asked).rejects.toMatchObject({
    code: 'MLC-CTR-243',
    why: expect.stringContaining(said),
  })
})

it('killed at any call, the same line goes on and starts one build', async () => {
  const at = async (dieAt: number) => {
    // Its clock stands still, or the first build would have failed by the second look.
    const { ports, folder } = world({ clock: NOON })
    await makeRole(ports)
    const moment = dieAt % 2 === 0 ? 'before' : 'after'
    const mortal = await killable(folder, { dieAt, moment, clock: NOON })
    const start = build(
      { ...mortal.ports, files: ports.files, folders: ports.folders },
      {},
      NO_WAIT,
    )
    const ended = start.then(() => 'ended' as const)
    return { folder, end: await Promise.race([ended, mortal.killed]), calls: mortal.calls() }
  }
  const whole = await at(Number.POSITIVE_INFINITY)
  expect(whole.end).toBe('ended')
  expect(whole.calls).toBeGreaterThan(10)
  for (let dieAt = 1; dieAt < whole.calls; dieAt += STEP) {
    const { folder, end } = await at(dieAt)
    expect(end).toBe('killed')
    buryLock(folder)
    const { ports } = sandboxWorld({ folder, clock: NOON })
    expect((await build(ports, {}, NO_WAIT)).status).toBe('started')
    expect(await ports.imageBuilds.newest(PROJECT)).toHaveLength(1)
  }
}, 120_000)

it('Ctrl-C leaves the build running and says how to follow and to stop it', async () => {
  const { ports, io } = world({ clock: NOON })
  await makeRole(ports)
  const clock = {
    ...ports.clock,
    sleep: async () => {
      io.interrupt()
      throw new Error('aborted')
    },
  }
  await expect(build({ ...ports, clock })).rejects.toMatchObject({
    exitCode: 130,
    hint: expect.stringContaining(OPTIONS.command),
  })
  const [started] = await ports.imageBuilds.newest(PROJECT)
  expect(started?.status).toBe('IN_PROGRESS')
  expect(io.notes.join()).toContain(`aws codebuild stop-build --id ${started?.buildId}`)
})

it('the command line asks for the role, and a dry run shows price and steps', async () => {
  const { ports, folder } = world()
  const line = `container build ${folder} -t ml/churn:v1 --engine codebuild --skip-lint --json`
  const refused = await cli(line, { ports })
  expect(refused.exitCode).toBe(2)
  expect(JSON.parse(refused.out || refused.err)).toMatchObject({
    error: { code: 'MLC-CTR-240', details: { permissionPolicy: { Version: '2012-10-17' } } },
  })
  await makeRole(ports)
  const role = '--build-role builder --create --build-price 0.005'
  const planned = await cli(`${line} ${role} --dry-run`, { ports })
  expect(planned.json()).toMatchObject({ status: 'planned', engine: { name: 'codebuild' } })
  const local = await cli(`container build ${folder} -t x:1 --dry-run`, { ports })
  expect(local.exitCode).toBe(2)
})

const reason = whyNoEngine()

describe.skipIf(reason !== undefined)('with an engine behind the sandbox', () => {
  let engine: TestEngine
  let command: string
  beforeAll(async () => {
    engine = await startEngine()
    command = join(engine.folder, 'engine')
    writeFileSync(command, `#!/bin/sh\nexec podman ${engine.podmanArgs.join(' ')} "$@"\n`)
    chmodSync(command, 0o755)
  }, 60_000)
  afterAll(() => engine?.stop())

  it('the image is built, pushed and fit with no more rights than mlctl asks for; the same line attaches', async () => {
    const { ports, again, io } = world({ engine: command })
    await makeRole(ports)
    const built = await build(ports)
    expect(built).toMatchObject({
      status: 'applied',
      verdict: 'fit',
      attached: false,
      manifestType: DOCKER_MANIFEST,
      platform: 'linux/amd64',
    })
    expect(built.image).toBe(`${HOST}/ml/churn@${built.digest}`)
    const there = await ports.imageRepositories.image('ml/churn', { tag: 'v1' })
    expect(there?.digest).toBe(built.digest)
    expect(io.notes.join('\n')).toContain('Login Succeeded')
    const second = await build(again().ports)
    expect(second).toMatchObject({ attached: true, digest: built.digest, buildId: built.buildId })
    await expect(build(ports, { again: true })).rejects.toMatchObject({ code: 'MLC-CTR-101' })
    expect(await ports.imageBuilds.newest(PROJECT)).toHaveLength(1)
  }, 120_000)

  it.each([
    ['s3:GetObject', '403'],
    ['ecr:GetAuthorizationToken', 'GetAuthorizationToken'],
    ['ecr:PutImage', 'ecr:PutImage'],
    ['ecr:UploadLayerPart', 'ecr:UploadLayerPart'],
  ])(
    'without %s the build fails with its reason',
    async (action, said) => {
      const { ports } = world({ engine: command })
      await makeRole(ports)
      await expect(build(losing(ports, action))).rejects.toMatchObject({
        code: 'MLC-CTR-241',
        why: expect.stringContaining(said),
      })
    },
    120_000,
  )

  it('the policy that mlctl writes for its caller is enough, and without StartBuild it is not', async () => {
    const { ports, folder } = world({ engine: command })
    await makeRole(ports)
    const control = createControl({ directory: join(folder, 'sandbox'), clock: 'instant' })
    const bucket = 'mlctl-000000000000-us-east-1'
    const scope = { partition: 'aws', region: 'us-east-1', account: '000000000000' }
    const { policies } = callerPolicy(
      commands.map(({ path, iamActions }) => ({ path, iamActions })),
      ['container build'],
      { ...scope, bucket, role: 'builder', splitBuyer: false },
    )
    const policy = JSON.stringify(policies[0]?.document)
    control.iam.enforce(true)
    control.iam.userPolicy(policy.replaceAll('codebuild:StartBuild', 'codebuild:StopBuild'))
    await expect(build(ports)).rejects.toMatchObject({ exitCode: 4 })
    control.iam.userPolicy(policy)
    expect(await build(ports)).toMatchObject({ status: 'applied', verdict: 'fit' })
  }, 120_000)

  it('a step that fails ends as the failed phase, with its output', async () => {
    const { ports, folder } = world({ engine: command })
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY nowhere /x\n')
    await makeRole(ports)
    await expect(build(ports)).rejects.toMatchObject({
      message: expect.stringContaining('BUILD FAILED'),
      why: expect.stringContaining('nowhere'),
    })
  }, 120_000)
})
