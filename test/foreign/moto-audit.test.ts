import * as ec2 from '@aws-sdk/client-ec2'
import * as iam from '@aws-sdk/client-iam'
import * as s3 from '@aws-sdk/client-s3'
import { SageMakerClient } from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import { type AuditRequest, audit } from '../../src/lib/flows/audit/audit.ts'
import { awsPorts } from '../../src/wiring/aws.ts'
import { makeEndpoint, type Others } from '../support/audit-world.ts'
import { CREDENTIALS } from '../support/program.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'
import { foreign, serve } from '../support/served.ts'

const moto = foreign('moto_server')

const startMoto = () =>
  serve([moto ?? '', '-H', '127.0.0.1', '-p', '0'], {}, /Running on (http:\/\/[\d.:]+)/)

const REQUEST: AuditRequest = {
  scope: { kind: 'account' },
  limits: { jobs: 10 },
  requiredTags: [],
  requireKms: false,
  baseline: { update: false },
}

const MOTO_ACCOUNT = '123456789012'

/** A trust that does not ask whose job it is. */
const LOOSE = {
  Effect: 'Allow',
  Principal: { Service: 'sagemaker.amazonaws.com' },
  Action: 'sts:AssumeRole',
}

/** A bucket as moto makes it, an open group, a user with a password, and an endpoint in one zone. */
const seed = async (endpoint: string) => {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' }
  const config = { endpoint, region: 'us-east-1', credentials, forcePathStyle: true }
  const network = new ec2.EC2Client(config)
  const users = new iam.IAMClient(config)
  await new s3.S3Client(config).send(new s3.CreateBucketCommand({ Bucket: 'acme-ml' }))
  const { Subnets = [] } = await network.send(new ec2.DescribeSubnetsCommand({}))
  const [{ SubnetId = '', VpcId = '' } = {}] = Subnets
  const group = { GroupName: 'ml', Description: 'jobs', VpcId }
  const { GroupId = '' } = await network.send(new ec2.CreateSecurityGroupCommand(group))
  const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }
  await network.send(
    new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [rule] }),
  )
  await users.send(new iam.CreateUserCommand({ UserName: 'ada' }))
  const login = { UserName: 'ada', Password: 'Correct-horse-1' }
  await users.send(new iam.CreateLoginProfileCommand(login))
  const sageMaker = new SageMakerClient(config)
  await makeEndpoint({ sageMaker } as Others, 'fraud', {
    model: {
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/gone',
      PrimaryContainer: {
        Image: '111111111111.dkr.ecr.us-east-1.amazonaws.com/serve:1',
        Environment: { DB_PASSWORD: 'correct-horse' },
      },
      VpcConfig: { Subnets: [SubnetId], SecurityGroupIds: [GroupId] },
    },
    instances: 1,
  })
}

/** moto 5 has no DescribeVpcEndpointServices of its own that answers here: what it offers is unknown. */
describe.skipIf(moto === undefined)('moto (skipped where .ci/run could not install it)', () => {
  it('shows its faults to audit, and takes the repairs of a bucket', async () => {
    const url = await startMoto()
    await seed(url)
    const environment = { ...CREDENTIALS, AWS_ENDPOINT_URL: url }
    const { awsTarget: _, ...aws } = awsPorts({ environment, version: '0.0.0' })
    const ports = { ...sandboxWorld().ports, ...aws }
    await ports.roles.create({
      roleName: 'loose',
      description: 'made by hand',
      trustPolicy: { Version: '2012-10-17', Statement: [LOOSE] },
      tags: {},
    })
    const yes = { consent: { yes: true }, dryRun: false }
    const before = await audit(ports, REQUEST)
    const ids = new Set(before.findings.map(({ id }) => id))
    expect(
      [
        'A02.public-access-block',
        'A04.tls-only',
        'A05.versioning',
        'A08.zones',
        'A09.s3-gateway',
        'A11.open-ingress',
        'A13.trail',
        'A16.encryption',
        'A16.instances',
        'A16.secrets',
        'A21.user-mfa',
        'A22.exists',
      ].filter((id) => !ids.has(id)),
    ).toEqual([])
    const { fix, findings } = await audit(ports, { ...REQUEST, fix: yes })
    expect(fix?.fixed.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'A02.public-access-block',
        'A04.tls-only',
        'A05.versioning',
        'A22.confused-deputy',
      ]),
    )
    expect((await ports.roles.find('loose'))?.trustPolicy).toMatchObject({
      Statement: [{ ...LOOSE, Condition: { StringEquals: { 'aws:SourceAccount': MOTO_ACCOUNT } } }],
    })
    const left = findings.filter(({ kind, remedy }) => kind === 'bucket' && remedy?.isFixable)
    expect(left).toEqual([])
  }, 120_000)

  it('tells its regions, and what lies in each of them', async () => {
    const url = await startMoto()
    const environment = { ...CREDENTIALS, AWS_ENDPOINT_URL: url }
    const { awsTarget: _, elsewhere, ...aws } = awsPorts({ environment, version: '0.0.0' })
    const own = sandboxWorld().ports
    const there = (region: string) => ({ ...own, ...elsewhere(region) })
    const ports = { ...own, ...aws, inRegion: there }
    await ports.objects.createBucket('acme-home', 'us-east-1')
    await there('eu-west-1').objects.createBucket('acme-abroad', 'eu-west-1')
    const { regions, findings, looked } = await audit(ports, {
      ...REQUEST,
      regions: ['eu-west-1', 'ap-south-1'],
    })
    expect(regions).toEqual(['us-east-1', 'eu-west-1', 'ap-south-1'])
    expect(await ports.network.regions()).toEqual(expect.arrayContaining([...(regions ?? [])]))
    expect(looked).toMatchObject({ bucket: 2, 'invocation log': 3, trails: 1, 'root user': 1 })
    const open = findings.filter(({ id }) => id === 'A04.tls-only')
    expect(open.map(({ name, region }) => [name, region])).toEqual([
      ['acme-abroad', 'eu-west-1'],
      ['acme-home', 'us-east-1'],
    ])
  }, 120_000)
})
