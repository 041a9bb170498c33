import { join } from 'node:path'
import { GateError, StateError } from '../../src/lib/errors.ts'
import { localFiles } from '../../src/lib/io/files.ts'
import { fileJournal } from '../../src/lib/io/journal.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { CustomModels, CustomModelView } from '../../src/lib/ports/custom-models.ts'
import type { Deployments, DeploymentView } from '../../src/lib/ports/deployments.ts'
import type { FoundationModelView } from '../../src/lib/ports/foundation-models.ts'
import type {
  ProvisionedModels,
  ProvisionedModelView,
} from '../../src/lib/ports/provisioned-models.ts'
import { fakeClock } from './clock.ts'
import { type Answers, scriptedIo } from './io.ts'
import { fakeSettings } from './settings.ts'
import { tempFolder } from './temp-folder.ts'

const ACCOUNT = '111122223333'
const HERE = `arn:aws:bedrock:us-east-1:${ACCOUNT}`
export const NOVA_MICRO = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k'

const iso = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')

/** A custom model as GetCustomModel shows it. */
export const customModel = (
  modelName: string,
  rest: Partial<CustomModelView> = {},
): CustomModelView => ({
  modelArn: `${HERE}:custom-model/amazon.nova-micro-v1:0:128k/${modelName}`,
  modelName,
  baseModelArn: NOVA_MICRO,
  modelStatus: 'Active',
  creationTime: '2026-11-20T08:00:00Z',
  hyperParameters: { epochCount: '2' },
  ...rest,
})

type Cloud = {
  readonly models: Map<string, CustomModelView>
  readonly purchases: Map<string, ProvisionedModelView>
  readonly deployments: Map<string, DeploymentView>
  readonly quotas: Map<string, number>
  readonly lifecycles: Map<string, FoundationModelView['modelLifecycle']>
  /** Tokens of purchases and deployments with the ARN each stands for. */
  readonly tokens: Map<string, string>
  /** Purchases ever made: what the bill would show. */
  bought: number
  deployed: number
  /** How long reads by name or ARN do not show a new purchase yet, in milliseconds. */
  lagMs: number
}

/** An account's serving side: outlives the processes that use it. */
export const servingCloud = (
  models: readonly CustomModelView[] = [customModel('fraud')],
): Cloud => ({
  models: new Map(models.map((model) => [model.modelArn, model])),
  purchases: new Map(),
  deployments: new Map(),
  quotas: new Map([
    ['L-BE77399C', 10],
    ['L-1EF80F3E', 10],
    ['L-430C95DD', 2],
  ]),
  lifecycles: new Map(),
  tokens: new Map(),
  bought: 0,
  deployed: 0,
  lagMs: 0,
})

type Options = {
  readonly cloud?: Cloud
  readonly answers?: Answers
  readonly settings?: Readonly<Record<string, unknown>>
  readonly folder?: string
  readonly wrap?: <T extends object>(port: T) => T
  readonly ports?: Partial<Ports>
}

/** Bedrock's serving side in memory, with the service's own refusals, and a real journal. */
export const servingWorld = (options: Options = {}) => {
  const { wrap = (port) => port, folder = tempFolder(), cloud = servingCloud() } = options
  const io = scriptedIo(options.answers)
  const clock = fakeClock()
  const needed: Partial<Ports> = {
    clock,
    io,
    files: localFiles(folder),
    settings: fakeSettings(options.settings, folder),
    journal: wrap(fileJournal(join(folder, '.mlctl'))),
    dialogue: {
      live: false,
      write: () => undefined,
      readInput: async () => undefined,
      interruptible: (work) => work(io.signal),
    },
    target: async () => ({ name: 'aws', region: 'us-east-1' }),
    identity: wrap({
      whoAmI: async () => ({
        account: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:user/ada`,
        userId: 'AIDA',
        partition: 'aws',
      }),
    }),
    customModels: wrap(customModelsOf(cloud)),
    provisionedModels: wrap(provisionedModelsOf(cloud, clock)),
    deployments: wrap(deploymentsOf(cloud, clock)),
    quotas: wrap({
      value: async (_service: string, quotaCode: string) => quotaOf(cloud, quotaCode),
      search: async () => [],
    }),
    foundationModels: wrap({
      find: async (modelId: string) => foundation(cloud, modelId),
      list: async () => [],
      availability: async () => undefined,
    }),
    ...options.ports,
  }
  return { ports: needed as Ports, cloud, io, clock, folder }
}

const quotaOf = (cloud: Cloud, quotaCode: string) => {
  const value = cloud.quotas.get(quotaCode)
  return value === undefined
    ? undefined
    : { quotaCode, quotaName: `quota ${quotaCode}`, value, adjustable: true }
}

const foundation = (cloud: Cloud, modelId: string): FoundationModelView => ({
  modelId,
  modelName: modelId,
  providerName: 'Amazon',
  customizationsSupported: ['FINE_TUNING'],
  inferenceTypesSupported: ['PROVISIONED'],
  modelLifecycle: cloud.lifecycles.get(modelId) ?? { status: 'ACTIVE' },
})

const customModelsOf = (cloud: Cloud): CustomModels => ({
  find: async (id) =>
    [...cloud.models.values()].find((one) => one.modelArn === id || one.modelName === id),
  list: async () => [...cloud.models.values()],
  delete: async (arn) => {
    if (!cloud.models.delete(arn)) throw new StateError('MLC-AWS-010', `no model ${arn}`)
  },
})

const provisionedModelsOf = (cloud: Cloud, clock: Ports['clock']): ProvisionedModels => {
  const READY_AFTER = 15 * 60_000
  const now = (one: ProvisionedModelView): ProvisionedModelView => {
    const age = clock.now() - Date.parse(one.lastModifiedTime)
    if (one.status === 'Failed' || one.status === 'InService' || age < READY_AFTER) return one
    const done = { ...one, status: 'InService', modelArn: one.desiredModelArn } as const
    cloud.purchases.set(one.provisionedModelArn, done)
    return done
  }
  const find = (id: string) => {
    const found = [...cloud.purchases.values()].find(
      (one) => one.provisionedModelArn === id || one.provisionedModelName === id,
    )
    return found === undefined ? undefined : now(found)
  }
  const seen = (id: string) => {
    const found = find(id)
    if (found === undefined) return undefined
    return clock.now() - Date.parse(found.creationTime) < cloud.lagMs ? undefined : found
  }
  return {
    find: async (id) => seen(id),
    list: async () => [...cloud.purchases.values()].map(now),
    create: async (wanted) => {
      const known = cloud.tokens.get(wanted.clientRequestToken)
      if (known !== undefined) return { provisionedModelArn: known }
      if (seen(wanted.provisionedModelName)) throw new StateError('MLC-AWS-012', 'name taken')
      const quota = cloud.quotas.get('L-BE77399C') ?? 0
      if (quota < wanted.modelUnits) throw new GateError('MLC-AWS-011', 'no model units reserved')
      const arn = `${HERE}:provisioned-model/pt${String(++cloud.bought).padStart(10, '0')}`
      cloud.tokens.set(wanted.clientRequestToken, arn)
      const model = cloud.models.get(wanted.modelId)
      cloud.purchases.set(arn, {
        provisionedModelArn: arn,
        provisionedModelName: wanted.provisionedModelName,
        modelArn: wanted.modelId,
        desiredModelArn: wanted.modelId,
        foundationModelArn: model?.baseModelArn ?? wanted.modelId,
        modelUnits: wanted.modelUnits,
        desiredModelUnits: wanted.modelUnits,
        status: 'Creating',
        creationTime: iso(clock.now()),
        lastModifiedTime: iso(clock.now()),
        ...(wanted.commitmentDuration === undefined
          ? {}
          : {
              commitmentDuration: wanted.commitmentDuration,
              commitmentExpirationTime: iso(clock.now() + 30 * 86_400_000),
            }),
      })
      return { provisionedModelArn: arn }
    },
    update: async (id, change) => {
      const found = find(id)
      if (found === undefined || found.status !== 'InService') {
        throw new StateError('MLC-AWS-012', `cannot update ${id}`)
      }
      cloud.purchases.set(found.provisionedModelArn, {
        ...found,
        provisionedModelName: change.desiredName ?? found.provisionedModelName,
        desiredModelArn: change.desiredModelId ?? found.desiredModelArn,
        status: change.desiredModelId === undefined ? 'InService' : 'Updating',
        lastModifiedTime: iso(clock.now()),
      })
    },
    delete: async (id) => {
      const found = find(id)
      if (found === undefined) throw new StateError('MLC-AWS-010', `no purchase ${id}`)
      const end = found.commitmentExpirationTime
      if (end !== undefined && clock.now() < Date.parse(end)) {
        throw new StateError('MLC-AWS-012', 'committed')
      }
      cloud.purchases.delete(found.provisionedModelArn)
    },
  }
}

const deploymentsOf = (cloud: Cloud, clock: Ports['clock']): Deployments => {
  const READY_AFTER = 8 * 60_000
  const changed = new Map<string, number>()
  const now = (one: DeploymentView): DeploymentView => {
    const since = changed.get(one.deploymentArn) ?? Date.parse(one.createdAt)
    if (one.status === 'Failed' || clock.now() - since < READY_AFTER) return one
    const update = one.updateDetails
    const done: DeploymentView = {
      ...one,
      status: 'Active',
      ...(update?.updateStatus === 'Updating'
        ? {
            modelArn: update.modelArn,
            updateDetails: { modelArn: update.modelArn, updateStatus: 'UpdateCompleted' },
          }
        : {}),
    }
    cloud.deployments.set(one.deploymentArn, done)
    return done
  }
  const find = (id: string) => {
    const found = [...cloud.deployments.values()].find(
      (one) => one.deploymentArn === id || one.modelDeploymentName === id,
    )
    return found === undefined ? undefined : now(found)
  }
  return {
    find: async (id) => find(id),
    list: async (filter) =>
      [...cloud.deployments.values()]
        .map(now)
        .filter((one) => (filter?.modelArnEquals ?? one.modelArn) === one.modelArn),
    create: async (wanted) => {
      const known = cloud.tokens.get(wanted.clientRequestToken)
      if (known !== undefined) return { deploymentArn: known }
      if (find(wanted.modelDeploymentName)) throw new StateError('MLC-AWS-012', 'name taken')
      const arn = `${HERE}:custom-model-deployment/od${String(++cloud.deployed).padStart(10, '0')}`
      cloud.tokens.set(wanted.clientRequestToken, arn)
      cloud.deployments.set(arn, {
        deploymentArn: arn,
        modelDeploymentName: wanted.modelDeploymentName,
        modelArn: wanted.modelArn,
        status: 'Creating',
        createdAt: iso(clock.now()),
      })
      return { deploymentArn: arn }
    },
    update: async (id, modelArn) => {
      const found = find(id)
      if (found?.status !== 'Active') throw new StateError('MLC-AWS-012', `cannot update ${id}`)
      changed.set(found.deploymentArn, clock.now())
      cloud.deployments.set(found.deploymentArn, {
        ...found,
        updateDetails: { modelArn, updateStatus: 'Updating' },
      })
    },
    delete: async (id) => {
      const found = find(id)
      if (found === undefined) throw new StateError('MLC-AWS-010', `no deployment ${id}`)
      cloud.deployments.delete(found.deploymentArn)
    },
  }
}
