import { commandLine } from '../../domain/core/command-line.ts'
import type { Plan } from '../../domain/core/plan.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { InferenceExperimentView } from '../../ports/inference-experiments.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { requireShadow, settled } from './status.ts'

export type StopRequest = {
  readonly name: string
  /** The shadow takes the place of production; else it goes and production stays. */
  readonly promote: boolean
  readonly reason: string | undefined
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type StopResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly name: string
  readonly promoted: boolean
  readonly endpointName: string
}

/**
 * Ends a shadow test: the shadow is removed, or promoted to production.
 * @throws StateError MLC-SHD-001; MLC-SHD-002 for a promotion of a test that is over.
 */
export const stopShadow = async (ports: Ports, request: StopRequest): Promise<StopResult> => {
  const { name, promote } = request
  const view = await requireShadow(ports, name)
  const { sourceVariantName: source = '', shadowVariantName: shadow = '', endpointName } = view
  if (promote) refuseUnready(ports, view)
  const path = ['shadow', promote ? 'promote' : 'stop', name]
  const { plan } = await planAgainstLiveState(
    ports,
    commandLine(path, { reason: request.reason }),
    [
      {
        id: 'stop',
        operation: 'sagemaker.StopInferenceExperiment',
        input: {
          name,
          actions: promote
            ? { [source]: 'Remove', [shadow]: 'Promote' }
            : { [source]: 'Retain', [shadow]: 'Remove' },
          desiredState: promote ? 'Completed' : 'Cancelled',
          ...(request.reason === undefined ? {} : { reason: request.reason }),
        },
        summary: promote
          ? `let ${shadow} take the place of ${source} on ${endpointName}`
          : `end the shadow test ${name}; ${source} serves as before`,
        undo: false,
        danger: promote ? { level: 'severe', name } : { level: 'moderate' },
        cost: {},
      },
    ],
  )
  const { status, planFile } = await carryOut(ports, plan, request.apply)
  const said = { name, promoted: promote, endpointName }
  if (status === 'planned') {
    return { ...said, status, plan, ...(planFile === undefined ? {} : { planFile }) }
  }
  if (request.wait) await settled(ports, name, request.timeoutMs)
  return { ...said, status }
}

/** Only a running test can be promoted; less than all requests is worth a word. */
const refuseUnready = (ports: Pick<Ports, 'io'>, view: InferenceExperimentView): void => {
  if (view.status !== 'Running') {
    throw new StateError('MLC-SHD-002', `${view.name} is ${view.status}: nothing to promote.`)
  }
  const { samplingPercentage = 100 } = view
  if (samplingPercentage >= 100) return
  ports.io.warn(
    `Only ${samplingPercentage} % of the requests were copied: the shadow has not carried the full load.`,
  )
}
