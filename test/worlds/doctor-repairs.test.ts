import { expect, it } from 'vitest'
import { DOCTOR_ACTIONS } from '../../src/commands/doctor-flags.ts'
import type { DoctorReport } from '../../src/lib/domain/doctor/report.ts'
import type { DoctorResult } from '../../src/lib/flows/doctor/repair.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { cli } from '../support/cli.ts'
import { type Answers, scriptedIo } from '../support/io.ts'
import { type Broken, WORLDS } from './broken-worlds.ts'
import { BUCKET, type DoctorWorld, ROLE, soundMachine, soundWorld, train } from './doctor-world.ts'

const lineFor = ({ subjects }: DoctorWorld, flags = ''): string =>
  [
    `doctor --for "finetune run" --role ${subjects.role} --base-model nova-micro ${flags}`,
    `--data s3://${BUCKET}/data/ --output s3://${BUCKET}/out/ --kms-key ${subjects.kmsKey}`,
    ...(subjects.subnets ?? []).map((id) => `--subnets ${id}`),
    ...(subjects.securityGroups ?? []).map((id) => `--security-groups ${id}`),
  ].join(' ')

type Person = { readonly answers?: Answers; readonly ports?: Partial<Ports> }

/** A person with these answers at a terminal, or a script without any. */
const doctorIn = async (world: DoctorWorld, line: string, { answers, ports }: Person = {}) => {
  const io = scriptedIo(answers)
  const machine = soundMachine()
  const run = await cli(line, {
    folder: world.folder,
    ports: { ...world.ports, io, machine, ...ports },
    tty: answers !== undefined,
  })
  return { ...run, io }
}

const reportOf = async (world: DoctorWorld): Promise<DoctorReport> =>
  (await doctorIn(world, lineFor(world, '--json'))).json() as DoctorReport

const failed = ({ checks }: DoctorReport) =>
  checks.filter(({ status }) => status === 'fail').map(({ id }) => id)

const openTrust = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Mine',
      Effect: 'Allow',
      Principal: { Service: 'bedrock.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
}

const REPAIRABLE: readonly Broken[] = WORLDS.filter(({ repair }) => repair === 'statements')

it('has eight worlds and more that a statement repairs', () =>
  expect(REPAIRABLE.length).toBeGreaterThanOrEqual(8))

it.each(REPAIRABLE.map((broken) => [broken.world, broken] as const))(
  'offers at a terminal to repair %s, and the work runs after a yes',
  async (_, broken) => {
    const world = await soundWorld()
    await broken.breaks(world)
    const { exitCode, io, out } = await doctorIn(world, lineFor(world), {
      answers: { '--fix': `Repair role ${ROLE}`, '--yes': true },
    })
    expect(io.asked).toEqual(['--fix', '--yes'])
    const [before = '', after = ''] = out.split(/(?<=\nmlctl finetune run\.|fine.*\.)\n/)
    expect(before).toMatch(/✗ D/)
    expect(after).not.toMatch(/✗ D/)
    expect(exitCode).toBe(0)
    expect(failed(await reportOf(world))).toEqual([])
    expect(await train(world)).toBe('Completed')
  },
)

it.each(REPAIRABLE.map((broken) => [broken.world, broken] as const))(
  'repairs %s with --fix --yes in a script, and exits by the state afterwards',
  async (_, broken) => {
    const world = await soundWorld()
    await broken.breaks(world)
    const { exitCode, json } = await doctorIn(world, lineFor(world, '--fix --yes --json'))
    const result = json() as DoctorResult
    expect([exitCode, failed(result)]).toEqual([0, []])
    expect(result.repairs).toMatchObject([{ status: 'applied', checks: [broken.id] }])
    expect(result.repairs?.[0]?.command).toMatch(/^mlctl iam fix /)
  },
)

it('makes a role that is not there, when that is chosen', async () => {
  const world = await soundWorld()
  const { exitCode, io, err } = await doctorIn(
    world,
    `doctor --for "train run" --role sm-new --bucket ${BUCKET} --instance-type ml.m5.large`,
    { answers: { '--fix': 'Make role sm-new', '--yes': true } },
  )
  // A new role takes nothing from anybody: as in iam setup, the choice is all that is asked.
  expect([err, io.asked]).toEqual(['', ['--fix']])
  expect(exitCode).toBe(0)
  expect((await world.ports.roles.find('sm-new'))?.roleName).toBe('sm-new')
})

it('limits a trust that lets jobs of other accounts in, and says who stays', async () => {
  const world = await soundWorld()
  await world.ports.roles.updateTrust(ROLE, openTrust)
  const { io, out } = await doctorIn(world, lineFor(world), {
    answers: { '--fix': 'Limit who may use', '--yes': true },
  })
  expect(out).toMatch(/! D05 Role: others could borrow role ft-fraud/)
  expect(out).toMatch(/✓ D05 Role/)
  expect(io.notes.join('\n')).toMatch(
    /before: Mine: allow .*\n.*after: {2}Mine: allow .*aws:SourceAccount 000000000000/,
  )
  const role = await world.ports.roles.find(ROLE)
  expect(role?.trustPolicy).toMatchObject({
    Statement: [
      { Sid: 'Mine', Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } } },
    ],
  })
})

const brokenWorld = async () => {
  const world = await soundWorld()
  await REPAIRABLE[0]?.breaks(world)
  return world
}

it('changes nothing for an Enter, which is "Nothing now"', async () => {
  const world = await brokenWorld()
  const before = await world.ports.roles.find(ROLE)
  const { exitCode, io } = await doctorIn(world, lineFor(world), {
    answers: { '--fix': 'Nothing now' },
  })
  expect([exitCode, io.asked]).toEqual([8, ['--fix']])
  expect(await world.ports.roles.find(ROLE)).toEqual(before)
})

it('changes nothing when the plan is declined, and tells the state as it is', async () => {
  const world = await brokenWorld()
  const { exitCode, io } = await doctorIn(world, lineFor(world), {
    answers: { '--fix': `Repair role ${ROLE}`, '--yes': false },
  })
  expect(exitCode).toBe(8)
  expect(io.notes.at(-1)).toBe('Declined; nothing was changed.')
  expect(failed(await reportOf(world))).toEqual(['D05'])
})

it('lets a role of somebody else be changed only by its name', async () => {
  const world = await soundWorld()
  await world.ports.roles.create({
    roleName: 'theirs',
    description: 'made elsewhere',
    trustPolicy: {
      ...openTrust,
      Statement: [{ ...openTrust.Statement[0], Principal: { Service: 'ec2.amazonaws.com' } }],
    },
    tags: {},
  })
  const line = (flags: string) => lineFor(world, flags).replace(ROLE, 'theirs')
  const unnamed = await doctorIn(world, line('--fix --yes'))
  expect([unnamed.exitCode, unnamed.err]).toEqual([2, expect.stringContaining('--confirm theirs')])
  const { exitCode, json } = await doctorIn(world, line('--fix --yes --confirm theirs --json'))
  expect([exitCode, failed(json() as DoctorResult)]).toEqual([0, []])
})

it.each([
  ['a script', ''],
  ['a script that says yes and not --fix', '--yes'],
])('asks nothing and changes nothing in %s', async (_, flags) => {
  const world = await brokenWorld()
  const { exitCode, io } = await doctorIn(world, lineFor(world, flags))
  expect([exitCode, io.asked]).toEqual([8, []])
  expect(failed(await reportOf(world))).toEqual(['D05'])
})

it('needs a yes for --fix where nobody can be asked', async () => {
  const world = await brokenWorld()
  const { exitCode, err } = await doctorIn(world, lineFor(world, '--fix'))
  expect([exitCode, err]).toEqual([2, expect.stringContaining('MLC-PLAN-007')])
})

it('shows the plan of --fix in a dry run, changes nothing, and still exits 8', async () => {
  const world = await brokenWorld()
  const { exitCode, json } = await doctorIn(world, lineFor(world, '--fix --dry-run --json'))
  expect(exitCode).toBe(8)
  expect((json() as DoctorResult).repairs).toMatchObject([{ status: 'planned' }])
  expect(failed(await reportOf(world))).toEqual(['D05'])
})

it('offers nothing where no repair of mlctl helps', async () => {
  const world = await soundWorld()
  await world.ports.roles.putInlinePolicy(ROLE, 'careful', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:PutObject', Resource: '*' }],
  })
  const { exitCode, io } = await doctorIn(world, lineFor(world), { answers: {} })
  expect([exitCode, io.asked]).toEqual([8, []])
  const fixed = await doctorIn(world, lineFor(world, '--fix --yes'))
  expect([fixed.exitCode, fixed.out]).toEqual([
    8,
    expect.stringContaining('Nothing of it is for mlctl to repair.'),
  ])
})

it.each([
  'a role that trusts another service',
  'a role that may not write the results',
  'a key policy that names another role',
])('repairs %s as somebody who may do what doctor declares, and nothing else', async (name) => {
  const world = await soundWorld()
  await WORLDS.find((one) => one.world === name)?.breaks(world)
  const declared = [{ Effect: 'Allow', Action: DOCTOR_ACTIONS, Resource: '*' }]
  world.control.iam.userPolicy(JSON.stringify({ Version: '2012-10-17', Statement: declared }))
  world.control.iam.enforce(true)
  const line = lineFor(world, '--fix --yes --json').replace('--for "finetune run" ', '')
  const { exitCode, json, err } = await doctorIn(world, line)
  expect(err).toBe('')
  const result = json() as DoctorResult
  expect(result.repairs).toMatchObject([{ status: 'applied' }])
  expect([exitCode, failed(result)]).toEqual([0, []])
})
