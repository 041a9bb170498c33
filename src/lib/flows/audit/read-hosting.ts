import type { Read } from '../../domain/audit/rule.ts'
import { ecrImageOf } from '../../domain/audit/targets.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { ContainerDefinition, HostedModelView } from '../../ports/hosted-models.ts'
import { type AuditContext, goneOrMissing } from './context.ts'
import { answerOf, readOf } from './read.ts'
import { secretPlaces } from './secrets.ts'

/** An endpoint with its config and models; their roles, keys, network and images are looked at later. */
export const readEndpoint = async (audit: AuditContext, name: string): Promise<void> => {
  const { ports, pool, tally } = audit
  const endpoint = await ports.endpoints.find(name)
  if (endpoint === undefined) return goneOrMissing(audit, 'endpoint', name)
  const { endpointConfigName, endpointArn } = endpoint
  const config = await readOf(
    pool,
    async () => (await ports.endpointConfigs.find(endpointConfigName))?.body,
  )
  const models = await modelsOf(audit, answerOf(config))
  follow(audit, { name, body: answerOf(config), models: answerOf(models) ?? [] })
  tally.add('endpoint', {
    subject: endpointArn,
    name,
    endpoint,
    config,
    models,
    secrets: (answerOf(models) ?? []).flatMap(({ modelName, body }) =>
      containersOf(body).flatMap(({ Environment = {} }) => secretPlaces(modelName, Environment)),
    ),
    tags: await tagsOf(audit, endpointArn),
  })
}

/** Tags of anything in SageMaker, where tags are demanded. */
export const tagsOf = ({ ports, pool, policy }: AuditContext, arn: string) =>
  policy.requiredTags.length === 0
    ? ({ value: {} } as const)
    : readOf(pool, () => ports.endpoints.tags(arn))

const modelsOf = (
  { ports, pool }: AuditContext,
  body: EndpointConfigBody | undefined,
): Promise<Read<readonly HostedModelView[]>> =>
  readOf(pool, async () => {
    const variants = [
      ...(body?.ProductionVariants ?? []),
      ...(body?.ShadowProductionVariants ?? []),
    ]
    const names = [...new Set(variants.flatMap(({ ModelName }) => ModelName ?? []))]
    const models = await Promise.all(names.map((name) => ports.hostedModels.find(name)))
    return models.filter((model) => model !== undefined)
  })

type Hosted = {
  readonly name: string
  readonly body: EndpointConfigBody | undefined
  readonly models: readonly HostedModelView[]
}

const follow = ({ found, policy }: AuditContext, { name, body, models }: Hosted): void => {
  found.add('key', body?.KmsKeyId)
  found.add('role', body?.ExecutionRoleArn)
  for (const VpcConfig of [body?.VpcConfig, ...models.map((model) => model.body.VpcConfig)]) {
    if (VpcConfig === undefined) continue
    const { Subnets: subnetIds, SecurityGroupIds: securityGroupIds } = VpcConfig
    found.place({ subnetIds, securityGroupIds, usedBy: name, hostsEndpoint: true })
  }
  for (const model of models) {
    found.add('role', model.body.ExecutionRoleArn)
    for (const { Image } of containersOf(model.body)) {
      const image = Image === undefined ? undefined : ecrImageOf(Image)
      // What belongs to AWS or to others is theirs to look after.
      if (Image === undefined || image?.account !== policy.account) continue
      if (image.region !== policy.region) continue
      found.image(Image, name)
      found.add('repository', image.repository)
    }
  }
}

const containersOf = (body: HostedModelView['body']): readonly ContainerDefinition[] => [
  ...(body.PrimaryContainer === undefined ? [] : [body.PrimaryContainer]),
  ...(body.Containers ?? []),
]

/** A notebook instance. */
export const readNotebook = async (audit: AuditContext, name: string): Promise<void> => {
  const { ports, pool, policy, tally, found } = audit
  const notebook = await readOf(pool, () => ports.notebooks.find(name))
  const view = answerOf(notebook)
  if ('value' in notebook && view === undefined) return goneOrMissing(audit, 'notebook', name)
  const { partition, region, account } = policy
  const subject =
    view?.arn ?? `arn:${partition}:sagemaker:${region}:${account}:notebook-instance/${name}`
  found.add('key', view?.kmsKeyId)
  if (view?.subnetId !== undefined) {
    found.place({ subnetIds: [view.subnetId], securityGroupIds: [], usedBy: name })
  }
  tally.add('notebook', { subject, name, notebook, tags: await tagsOf(audit, subject) })
}
