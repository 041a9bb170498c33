import { describe, expect, it } from 'vitest'
import { newEngine } from '../sandbox/clients.ts'
import { addressOf, awsCli, foreign, run } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'

const python = foreign('python')
const aws = foreign('aws')

const sandbox = () => addressOf(newEngine({ clock: 'instant' }))

describe.skipIf(python === undefined)(
  'botocore (skipped where .ci/run could not install it)',
  () => {
    it('makes and reads a private network, a trail and a notebook instance', async () => {
      const script = [python ?? '', 'test/foreign/network.py', await sandbox()]
      const ran = await run(script, { HOME: tempFolder(), AWS_EC2_METADATA_DISABLED: 'true' })
      expect(ran.err).toBe('')
      expect(JSON.parse(ran.out)).toEqual({
        ranges: ['10.0.0.0/16', '10.1.0.0/16'],
        note: 'peer',
        itself: true,
        interfaces: 2,
        pages: [5],
        tagged: ['10.0.0.0/16'],
        routes: ['loca', 'vpce'],
        zones: ['use1-az1', 'use1-az2', 'use1-az3'],
        services: ['com.amazonaws.us-east-1.s3', 'com.amazonaws.us-east-1.dynamodb'],
        absent: ['InvalidSubnetID.NotFound', 400],
        dry: ['DryRunOperation', 412],
        inUse: ['DependencyViolation', 400],
        away: [['all', 'us-east-1']],
        isLogging: true,
        events: ['ec2.amazonaws.com'],
        notebook: ['InService', true],
        busy: ['ValidationException', 400],
        noNotebook: ['ValidationException', 400],
        logging: false,
      })
    }, 60_000)
  },
)

describe.skipIf(aws === undefined)(
  'the AWS CLI (skipped where .ci/run could not install it)',
  () => {
    it('reads the default network, makes a group, and is told what is not there', async () => {
      const asked = awsCli(await sandbox())
      const cli = (line: string) => asked(...line.split(' '))
      const json = async (line: string) => {
        const ran = await cli(line)
        expect(ran.err, line).toBe('')
        return JSON.parse(ran.out)
      }
      const { Vpcs } = await json('ec2 describe-vpcs --filters Name=is-default,Values=true')
      expect(Vpcs).toHaveLength(1)
      const vpc = Vpcs[0].VpcId
      const { Subnets } = await json(
        `ec2 describe-subnets --filters Name=vpc-id,Values=${vpc} Name=availability-zone,Values=us-east-1a,us-east-1b`,
      )
      expect(Subnets.map((subnet: { CidrBlock: string }) => subnet.CidrBlock)).toEqual([
        '172.31.0.0/20',
        '172.31.16.0/20',
      ])
      const { GroupId } = await json(
        `ec2 create-security-group --group-name jobs --description jobs --vpc-id ${vpc}`,
      )
      const { SecurityGroupRules } = await json(
        `ec2 authorize-security-group-ingress --group-id ${GroupId} --protocol tcp --port 443 --cidr 10.0.0.0/8`,
      )
      expect(SecurityGroupRules).toMatchObject([{ CidrIpv4: '10.0.0.0/8', FromPort: 443 }])
      const { err } = await cli('ec2 describe-subnets --subnet-ids subnet-0dead')
      expect(err).toContain(
        "An error occurred (InvalidSubnetID.NotFound) when calling the DescribeSubnets operation: The subnet ID 'subnet-0dead' does not exist",
      )
      const { Events } = await json('cloudtrail lookup-events --max-items 1')
      expect(Events).toMatchObject([{ EventName: 'DescribeSubnets', ReadOnly: 'true' }])
    }, 120_000)
  },
)
