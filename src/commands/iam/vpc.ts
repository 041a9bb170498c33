import { moneyText, parseUsd } from '../../lib/domain/core/money.ts'
import { table } from '../../lib/domain/core/table.ts'
import { ROLE_PURPOSES } from '../../lib/domain/iam/roles/purposes.ts'
import { UsageError } from '../../lib/errors.ts'
import { defineCommand } from '../define.ts'
import { ROLE_FLAGS } from './role-flags.ts'

export const iamVpc = defineCommand({
  path: ['iam', 'vpc'],
  summary: 'Print the endpoints that a VPC lacks for jobs, and what they cost a month',
  about:
    'Reads subnets, route tables and endpoints, and prints the line that makes each missing one; changes nothing. "must": jobs do not reach their data without it (or NAT). "code": only if code in your container calls the service. Prices are not known here: pass the hourly price of an interface endpoint in one zone with --price.',
  flags: {
    for: {
      spec: '--for <purpose>',
      describe: 'Whose jobs run in the VPC',
      choices: ROLE_PURPOSES,
      default: 'training',
    },
    subnets: { ...ROLE_FLAGS.subnets, required: true },
    securityGroups: ROLE_FLAGS.securityGroups,
    inside: {
      spec: '--inside',
      describe: 'mlctl itself runs in the VPC: what it calls is wanted too',
      kind: 'boolean',
    },
    price: {
      spec: '--price <usd>',
      describe: 'Price of one interface endpoint in one zone, an hour',
    },
  },
  changes: 'nothing',
  iamActions: [
    'ec2:DescribeRouteTables',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcAttribute',
    'ec2:DescribeVpcEndpointServices',
    'ec2:DescribeVpcEndpoints',
    'ec2:DescribeVpcs',
  ],
  examples: [
    {
      run: 'mlctl iam vpc --subnets subnet-0a1b --subnets subnet-0c2d --price 0.01',
      why: 'before a job in a VPC',
    },
  ],
  items: 'endpoints',
  async run(ports, { flags }) {
    const { planOfVpc } = await import('../../lib/flows/iam/vpc.ts')
    const price = flags.price === undefined ? undefined : parseUsd(flags.price)
    if (flags.price !== undefined && price === undefined)
      throw new UsageError('MLC-IAM-013', `--price takes dollars, got "${flags.price}".`)
    return planOfVpc(ports, {
      purpose: flags.for,
      subnets: flags.subnets.flatMap((text) => text.split(',')),
      securityGroups: (flags.securityGroups ?? []).flatMap((text) => text.split(',')),
      isInside: flags.inside === true,
      ...(price === undefined ? {} : { pricePerHour: price }),
    })
  },
  render: (plan, view) => {
    const cost = (price: typeof plan.perMonth) => (price === 'unknown' ? price : moneyText(price))
    const rows = table(
      [
        { title: 'state', of: (row) => row.state },
        { title: 'need', of: (row) => row.need },
        { title: 'endpoint', of: (row) => `${row.serviceName} (${row.type})` },
        { title: 'a month', of: (row) => cost(row.perMonth) },
        { title: 'detail', of: (row) => row.detail },
      ],
      plan.endpoints,
      view,
    )
    const lines = plan.endpoints.flatMap(({ command }) => command ?? [])
    const dns = plan.dnsProblems.map((problem) => view.style.bad(`${plan.vpcId}: ${problem}`))
    const total = `${plan.vpcId}, ${plan.zones.join(', ')}: all that is missing costs ${cost(plan.perMonth)} a month.`
    return [rows, '', ...dns, total, ...lines].join('\n')
  },
})
