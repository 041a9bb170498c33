import { parseArn } from '../../core/arn.ts'
import {
  type Check,
  couldNotTell,
  failed,
  given,
  guide,
  OK,
  ok,
  type Verdict,
  worst,
} from './check.ts'
import type { RoleFact, World } from './world.ts'

/** Source: API model, VpcConfig. */
const VPC = { subnets: 16, securityGroups: 5 }
const SUBNET = /^subnet-[0-9a-f]{1,40}$/
const GROUP = /^sg-[0-9a-f]{1,40}$/
/** Source: API model, TagKey and TagValue, at most 200 on a job. */
const TAG = /^[a-zA-Z0-9\s._:/=+@-]*$/
const MAX_TAGS = 200

const refusals = (world: World, concerns: (what: string) => boolean): Verdict =>
  given(world.role, (role: RoleFact) => {
    const refused = role.refused.filter(({ what }) => concerns(what))
    if (refused.length > 0) {
      return failed(
        refused.map(({ what, why }) => `${what}: ${why}`).join('; '),
        role.exists
          ? `Look closer: mlctl iam check --role ${role.arn.split('/').at(-1)}`
          : undefined,
      )
    }
    if (!role.exists) return ok('the role is made by this plan')
    if (role.repairs.length > 0) return ok(`repaired by this plan: ${role.repairs.join('; ')}`)
    return role.doubts.length > 0 ? couldNotTell(role.doubts.join('; ')) : OK
  })

/**
 * Bedrock takes an alias or a bare id too, but the policy of the role cannot give rights on them:
 * the job would start and fail.
 */
const keyName = ({ spec: { kmsKey }, region }: World): Verdict => {
  if (kmsKey === undefined) return OK
  const arn = parseArn(kmsKey)
  if (arn?.service !== 'kms' || !arn.resource.startsWith('key/')) {
    return failed(
      `${kmsKey} is no key ARN, and rights are given on ARNs`,
      `Pass the ARN: aws kms describe-key --key-id ${kmsKey} --query KeyMetadata.Arn`,
    )
  }
  return arn.region === region
    ? OK
    : failed(`the key is in ${arn.region}, the job runs in ${region}`, 'Pass a key of that region.')
}

/** The service role, the key, the caller, the network. */
export const ACCESS_CHECKS: readonly Check[] = [
  {
    id: 'MLC-PF-018',
    title: 'Bedrock may use the role',
    about: 'access',
    source: guide('custom-model-job-access-security'),
    run: (world) => refusals(world, (what) => what === 'trust'),
  },
  {
    id: 'MLC-PF-019',
    title: 'the role may read the data and write the output',
    about: 'access',
    source: guide('model-customization-iam-role'),
    run: (world) => refusals(world, (what) => what !== 'trust' && !what.startsWith('kms:')),
  },
  {
    id: 'MLC-PF-020',
    title: 'role and caller may use the keys',
    about: 'access',
    source: guide('encryption-custom-job'),
    run: (world) =>
      worst([
        refusals(world, (what) => what.startsWith('kms:')),
        keyName(world),
        world.spec.kmsKey === undefined
          ? OK
          : given(world.keyLacks, (lacks) =>
              lacks.length === 0
                ? OK
                : failed(
                    `not allowed on the key: ${lacks.join(', ')}`,
                    'A model whose key you may not use cannot be invoked or provisioned (F20).',
                  ),
            ),
      ]),
  },
  {
    id: 'MLC-PF-021',
    title: 'you may start the job and pass the role',
    about: 'access',
    source: guide('model-customization-iam-role'),
    run: ({ callerLacks }) =>
      given(callerLacks, (lacks) =>
        lacks.length === 0
          ? OK
          : failed(
              `you are not allowed: ${lacks.join(', ')}`,
              'The policy you need: mlctl iam policy --for finetune',
            ),
      ),
  },
  {
    id: 'MLC-PF-022',
    title: 'the network settings are complete',
    about: 'access',
    source: 'API model bedrock 2023-04-20, VpcConfig',
    run: ({ spec }) => {
      if (spec.vpc === undefined) return OK
      const { subnetIds, securityGroupIds } = spec.vpc
      return worst([
        listVerdict(subnetIds, 'subnets', SUBNET, VPC.subnets),
        listVerdict(securityGroupIds, 'security groups', GROUP, VPC.securityGroups),
      ])
    },
  },
  {
    id: 'MLC-PF-023',
    title: 'the tags are well formed',
    about: 'name',
    source: 'API model bedrock 2023-04-20, Tag',
    run: ({ spec }) => {
      const entries = Object.entries(spec.tags)
      if (entries.length > MAX_TAGS) return failed(`${entries.length} tags; at most ${MAX_TAGS}`)
      const bad = entries.find(
        ([key, value]) =>
          key === '' ||
          key.length > 128 ||
          value.length > 256 ||
          !TAG.test(key) ||
          !TAG.test(value),
      )
      return bad === undefined ? OK : failed(`the tag ${bad[0]}=${bad[1]} is refused by Bedrock`)
    },
  },
]

const NETWORK_HINT = 'Pass both --subnets and --security-groups, or neither.'

const listVerdict = (
  ids: readonly string[],
  what: string,
  pattern: RegExp,
  max: number,
): Verdict => {
  if (ids.length === 0 || ids.length > max)
    return failed(`1 to ${max} ${what}, not ${ids.length}`, NETWORK_HINT)
  const bad = ids.find((id) => !pattern.test(id))
  return bad === undefined ? OK : failed(`${bad} is no id of ${what}`, NETWORK_HINT)
}
