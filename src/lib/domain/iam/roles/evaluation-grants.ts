import type { AnyRoleSpec } from '../spec.ts'
import type { Grant } from './grants.ts'
import { arnIn } from './job-grants.ts'

/** How an evaluation looks at a model that is no foundation model. */
const LOOKS = [
  [/:(?:application-)?inference-profile\//, 'GetInferenceProfile', 'LookAtProfiles'],
  [/:provisioned-model\//, 'GetProvisionedModelThroughput', 'LookAtProvisioned'],
  [/:imported-model\//, 'GetImportedModel', 'LookAtImported'],
] as const

/**
 * What an evaluation does with its models besides calling them: it asks them in batches, and looks at what is
 * behind profiles, provisioned and imported models. Sources:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/automatic-service-roles.html and judge-service-roles.html.
 */
export const evaluationGrants = (spec: AnyRoleSpec): readonly Grant[] => {
  const models = spec.modelArns ?? []
  if (models.length === 0) return []
  const jobs = arnIn(spec, 'bedrock', 'model-invocation-job/*')
  const looks = LOOKS.flatMap(([kind, verb, sid]): readonly Grant[] => {
    const some = models.filter((arn) => kind.test(arn))
    return some.length === 0 ? [] : [lookGrant(sid, verb, some)]
  })
  return [
    {
      id: 'ask-in-batches',
      sid: 'AskInBatches',
      what: 'ask models in batches',
      actions: ['bedrock:CreateModelInvocationJob', 'bedrock:StopModelInvocationJob'],
      resources: [...models, jobs],
      probes: [...models, jobs].map((arn) => ({ resource: arn.replaceAll('*', 'mlctl-check') })),
    },
    ...looks,
  ]
}

const lookGrant = (sid: string, verb: string, models: readonly string[]): Grant => ({
  id: 'look-at-model',
  sid,
  what: 'look at models',
  actions: [`bedrock:${verb}`],
  resources: models,
  probes: models.map((arn) => ({ resource: arn.replaceAll('*', 'mlctl-check') })),
})
