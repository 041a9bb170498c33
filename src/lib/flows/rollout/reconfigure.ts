import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import { contentName } from '../../domain/hosting/names.ts'
import type { Clone, LiveFigures } from '../../domain/rollout/clone.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigView } from '../../ports/endpoint-configs.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { waitSteady } from '../endpoint/wait.ts'
import { planAgainstLiveState } from '../observe.ts'
import type { Live } from './live.ts'

export type ReconfigureOptions = {
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type Reconfigured = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly endpointName: string
  readonly endpointConfigName: string
  readonly plan?: Plan
  readonly planFile?: string
}

/** The config in force, with the tags that Describe does not tell. @throws StateError MLC-ROL-034 */
export const configInForce = async (
  ports: Pick<Ports, 'endpointConfigs' | 'endpoints'>,
  { view }: Live,
): Promise<EndpointConfigView & { readonly tags: Readonly<Record<string, string>> }> => {
  const config = await ports.endpointConfigs.find(view.endpointConfigName)
  if (config === undefined) {
    throw new StateError('MLC-ROL-034', `The config ${view.endpointConfigName} was deleted.`, {
      why: `${view.endpointName} still runs it, and nothing can be made after it any more.`,
      hint: 'Make a new config from a file: mlctl endpoint update --file',
    })
  }
  const tags = await ports.endpoints.tags(config.endpointConfigArn)
  // Tags of AWS's own cannot be written.
  const own = Object.entries(tags).filter(([key]) => !key.startsWith('aws:'))
  return { ...config, tags: Object.fromEntries(own) }
}

export const figuresOf = ({ view, current }: Live): readonly LiveFigures[] =>
  current.map(({ variantName, weight }) => ({
    variantName,
    weight,
    instances: view.variants.find((one) => one.variantName === variantName)?.currentInstanceCount,
  }))

/** The name that a config with this content has here: the same line finds what it made before. */
export const nameOfClone = (endpointName: string, { body }: Clone): string =>
  contentName(endpointName, body)

/** Makes the config; a config never changes, so the old one stays for the way back. */
export const configDraft = (
  endpointName: string,
  clone: Clone,
  tags: Readonly<Record<string, string>>,
): DraftStep => {
  const endpointConfigName = nameOfClone(endpointName, clone)
  return {
    id: 'config',
    operation: 'sagemaker.CreateEndpointConfig',
    input: { endpointConfigName, body: clone.body, tags },
    summary: `make the endpoint config ${endpointConfigName}`,
    undo: `aws sagemaker delete-endpoint-config --endpoint-config-name ${endpointConfigName}`,
    danger: { level: 'none' },
    cost: {},
  }
}

/** Carries out, waits until the config is in force, and tells a rollback from a success. */
export const reconfigure = async (
  ports: Ports,
  about: {
    readonly endpointName: string
    readonly endpointConfigName: string
    readonly command: string
    readonly drafts: readonly DraftStep[]
  },
  options: ReconfigureOptions,
): Promise<Reconfigured> => {
  const { endpointName, endpointConfigName, command, drafts } = about
  const { plan } = await planAgainstLiveState(ports, command, drafts)
  const applied = await carryOut(ports, plan, options.apply)
  const result = { endpointName, endpointConfigName, status: applied.status }
  if (applied.status === 'planned') return { ...result, ...plannedParts(applied) }
  if (options.wait) {
    await waitSteady(ports, endpointName, { timeoutMs: options.timeoutMs, endpointConfigName })
  }
  return result
}

const plannedParts = ({ plan, planFile }: Applied) => ({
  plan,
  ...(planFile === undefined ? {} : { planFile }),
})
