import * as ecr from '@aws-sdk/client-ecr'
import * as s3 from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { type AuditRequest, audit } from '../../../src/lib/flows/audit/audit.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import { othersIn } from '../../support/audit-world.ts'
import { cli } from '../../support/cli.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'

const REQUEST: AuditRequest = {
  scope: { kind: 'account' },
  limits: { jobs: 100 },
  requiredTags: [],
  requireKms: false,
  baseline: { update: false },
}
const YES = { consent: { yes: true }, dryRun: false }

/** An account with a bucket and a repository in each of these regions, none of them as it should be. */
const accountIn = async (...regions: readonly string[]) => {
  const world = sandboxWorld()
  for (const region of regions) {
    const others = othersIn(world.folder, 'instant', region)
    await others.s3.send(new s3.CreateBucketCommand({ Bucket: `acme-${region}` }))
    await others.ecr.send(new ecr.CreateRepositoryCommand({ repositoryName: `ml-${region}` }))
  }
  return world
}

const named = (findings: readonly { id: string; name: string; region?: string }[], id: string) =>
  findings
    .filter((one) => one.id === id)
    .map(({ name, region }) => [name, region])
    .sort()

it('judges what lies in each of the regions, and what belongs to none once', async () => {
  const { ports } = await accountIn('us-east-1', 'eu-west-1', 'ap-south-1')
  const report = await audit(ports, { ...REQUEST, regions: ['us-east-1', 'eu-west-1'] })
  expect([report.region, report.regions]).toEqual(['us-east-1', ['us-east-1', 'eu-west-1']])
  expect(named(report.findings, 'A04.tls-only')).toEqual([
    ['acme-eu-west-1', 'eu-west-1'],
    ['acme-us-east-1', 'us-east-1'],
  ])
  expect(named(report.findings, 'A19.immutable-tags')).toEqual([
    ['ml-eu-west-1', 'eu-west-1'],
    ['ml-us-east-1', 'us-east-1'],
  ])
  expect(report.looked).toMatchObject({
    bucket: 2,
    repository: 2,
    'invocation log': 2,
    trails: 1,
    'root user': 1,
  })
  expect(report.gaps).toEqual([
    'us-east-1: 1 bucket in ap-south-1 not looked at: mlctl audit --account --region ap-south-1',
  ])
})

it('looks at every region that the account has turned on', async () => {
  const { ports } = await accountIn('us-east-1', 'eu-west-1', 'ap-south-1')
  const report = await audit(ports, { ...REQUEST, regions: 'all' })
  expect(report.regions?.[0]).toBe('us-east-1')
  expect(report.regions).toEqual(expect.arrayContaining(['eu-west-1', 'ap-south-1', 'sa-east-1']))
  expect(report.regions).not.toContain('me-south-1')
  expect([report.looked.bucket, report.looked.repository, report.gaps]).toEqual([3, 3, []])
  expect(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size).toBe(
    report.findings.length,
  )
})

it('finds in each region what an audit of that region alone finds', async () => {
  const { ports } = await accountIn('us-east-1', 'eu-west-1')
  const together = await audit(ports, { ...REQUEST, regions: ['us-east-1', 'eu-west-1'] })
  const alone = await audit(ports.inRegion('eu-west-1'), REQUEST)
  const marks = (findings: typeof alone.findings) => findings.map((one) => one.fingerprint).sort()
  const there = together.findings.filter(({ region }) => region !== 'us-east-1')
  expect(marks(there)).toEqual(marks(alone.findings))
})

it('gives remedies that run in the region of the fault', async () => {
  const world = await accountIn('us-east-1', 'eu-west-1')
  const { ports } = world
  const { findings } = await audit(ports, { ...REQUEST, regions: ['us-east-1', 'eu-west-1'] })
  const lines = findings.flatMap(({ region, remedy }) =>
    region === 'eu-west-1' && remedy?.command !== undefined ? [remedy.command] : [],
  )
  expect(lines.length).toBeGreaterThan(2)
  for (const line of lines) expect(line).toMatch(/ --region eu-west-1$/)
  const fix = lines.find((line) => line.startsWith('mlctl audit --repository')) ?? ''
  const { exitCode } = await cli(`${fix.replace(/^mlctl /, '')} --yes`, {
    folder: world.folder,
    ports: ports.inRegion('eu-west-1'),
  })
  expect(exitCode).toBe(0)
  const again = await audit(ports, { ...REQUEST, regions: ['us-east-1', 'eu-west-1'] })
  expect(named(again.findings, 'A19.immutable-tags')).toEqual([['ml-us-east-1', 'us-east-1']])
})

it('tells a region that may not be asked as one thing that is not known, and goes on', async () => {
  const { ports } = await accountIn('us-east-1', 'eu-west-1', 'eu-north-1')
  const inRegion: typeof ports.inRegion = (region) => {
    const there = ports.inRegion(region)
    if (region !== 'eu-north-1') return there
    const shut = async () => Promise.reject(await refusal(ports))
    return {
      ...there,
      endpoints: { ...there.endpoints, list: shut },
      trainingJobs: { ...there.trainingJobs, list: shut },
      notebooks: { ...there.notebooks, list: shut },
      customizationJobs: { ...there.customizationJobs, list: shut },
      customModels: { ...there.customModels, list: shut },
      imageRepositories: { ...there.imageRepositories, list: shut },
    }
  }
  const { gaps, looked } = await audit(
    { ...ports, inRegion },
    { ...REQUEST, regions: ['us-east-1', 'eu-north-1', 'eu-west-1'] },
  )
  expect(gaps).toEqual([expect.stringMatching(/^eu-north-1 could not be looked at: .*not allowed/)])
  // Its bucket answers all the same, as S3 does.
  expect(looked).toMatchObject({ bucket: 3, repository: 2, 'invocation log': 2 })
})

/** What the adapter makes of a refusal of AWS. */
const refusal = async (ports: ReturnType<typeof sandboxWorld>['ports']): Promise<unknown> => {
  await ports.sandbox.addFault({
    match: 'sagemaker.ListEndpoints',
    error: 'AccessDeniedException',
    status: 403,
    message:
      'User: arn:aws:iam::000000000000:user/sandbox is not authorized to perform: sagemaker:ListEndpoints with an explicit deny in a service control policy',
  })
  const error = await ports.endpoints.list().catch((caught: unknown) => caught)
  await ports.sandbox.clearFaults()
  return error
}

it('says that the regions could not be listed, and looks at its own', async () => {
  const { ports } = await accountIn('us-east-1', 'eu-west-1')
  await ports.sandbox.addFault({
    match: 'ec2.DescribeRegions',
    error: 'UnauthorizedOperation',
    status: 403,
    message: 'You are not authorized to perform this operation.',
  })
  const { gaps, regions, looked } = await audit(ports, { ...REQUEST, regions: 'all' })
  expect([regions, looked.repository]).toEqual([undefined, 1])
  expect(gaps[0]).toMatch(/regions of the account could not be listed.*ec2:DescribeRegions/)
})

it.each([
  ['named things', { scope: { kind: 'named', targets: [{ kind: 'bucket', name: 'a' }] } }],
  ['a project', { scope: { kind: 'project' } }],
  ['repairs', { fix: YES }],
] as const)('refuses several regions with %s, before anything is read', async (_, change) => {
  const { ports } = await accountIn()
  const asking = audit(ports, { ...REQUEST, ...change, regions: ['us-east-1', 'eu-west-1'] })
  await expect(asking).rejects.toMatchObject({ code: 'MLC-AUD-005' })
})

it.each([
  [
    'audit --account --region us-east-1 --region ap-south-1 --region eu-west-1 --json',
    ['eu-west-1', 'us-east-1', 'ap-south-1'],
  ],
  ['--region ap-south-1 audit --account --region eu-west-1 --json', ['eu-west-1', 'ap-south-1']],
  ['audit --account --region eu-west-1 --json', undefined],
  ['--region eu-west-1 audit --account --json', undefined],
])("takes the regions of `%s`, and the last as the run's own", async (line, regions) => {
  const world = await accountIn('us-east-1', 'eu-west-1')
  const regionOf = (settings: Ports['settings']) => settings.get('region')?.value
  const seen: unknown[] = []
  const ports = world.ports.inRegion('eu-west-1')
  const { json } = await cli(line, {
    folder: world.folder,
    ports,
    sawSettings: (settings) => void seen.push(regionOf(settings)),
  })
  const report = json() as { readonly region: string; readonly regions?: readonly string[] }
  expect([report.region, report.regions]).toEqual(['eu-west-1', regions])
  expect(seen).toEqual(['eu-west-1'])
})
