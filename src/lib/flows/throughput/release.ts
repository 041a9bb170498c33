import { commandLine } from '../../domain/core/command-line.ts'
import { countOf } from '../../domain/core/count.ts'
import type { Plan } from '../../domain/core/plan.ts'
import { releaseOf } from '../../domain/throughput/rules.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ProvisionedModelView } from '../../ports/provisioned-models.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { wasBegun } from '../earlier.ts'
import { requireIdentifier } from '../identifier.ts'
import { planAgainstLiveState } from '../observe.ts'
import { documentOf, requireProvisionedModel, type ThroughputDocument } from './view.ts'

export type ReleaseRequest = { readonly name: string; readonly apply: ApplyOptions }

export type ReleaseResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly name: string
  /** As it was before; absent when it was gone already. */
  readonly released?: ThroughputDocument
}

const DELETE = 'bedrock.DeleteProvisionedModelThroughput'

/**
 * Ends a purchase and with it the bill; the custom model stays.
 * @throws StateError MLC-TP-001 when there is none, MLC-TP-010 before the end of a commitment.
 */
export const releaseThroughput = async (
  ports: Ports,
  request: ReleaseRequest,
): Promise<ReleaseResult> => {
  requireIdentifier(request.name, 'purchase')
  const view = await ports.provisionedModels.find(request.name)
  if (view === undefined) return alreadyGone(ports, request.name)
  refuseEarly(ports, view)
  const { provisionedModelArn, provisionedModelName: name } = view
  const command = commandLine(['throughput', 'release', request.name], {})
  const { plan } = await planAgainstLiveState(ports, command, [
    {
      id: 'release',
      operation: DELETE,
      input: { provisionedModelArn, provisionedModelName: name },
      summary: `release ${countOf(view.modelUnits, 'model unit')} of ${name}; callers of its ARN fail from then on`,
      undo: false,
      danger: { level: 'severe', name },
      cost: {},
    },
  ])
  const released = await documentOf(ports, view)
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status !== 'planned') return { status: applied.status, name, released }
  const { planFile } = applied
  return {
    status: 'planned',
    plan,
    name,
    released,
    ...(planFile === undefined ? {} : { planFile }),
  }
}

/** A release that was begun here and whose purchase is gone needs nothing more. */
const alreadyGone = async (ports: Ports, name: string): Promise<ReleaseResult> => {
  const change = { operation: DELETE, member: 'provisionedModelName', value: name }
  if (await wasBegun(ports, change)) return { status: 'nothing-to-do', name }
  await requireProvisionedModel(ports, name)
  return { status: 'nothing-to-do', name }
}

const refuseEarly = (ports: Ports, view: ProvisionedModelView): void => {
  const release = releaseOf(view, ports.clock.now())
  if (release.allowed) return
  const end = release.until ?? 'a time the service does not say yet'
  throw new StateError(
    'MLC-TP-010',
    `${view.provisionedModelName} is committed until ${end}; it cannot be released before.`,
    {
      why: `It was bought with the commitment ${view.commitmentDuration}; Bedrock refuses to end it early.`,
      hint: 'It renews by itself: release it as soon as the term ends, or a new term begins.',
      details: { commitmentExpirationTime: release.until },
    },
  )
}
