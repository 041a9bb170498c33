import { epochOf, isoTime } from '../../domain/core/duration.ts'
import type { InstancePrices } from '../../domain/hosting/cost.ts'
import { isOver } from '../../domain/rollout/model.ts'
import { headWord } from '../../domain/rollout/view/words.ts'
import { percentOf, percentText } from '../../domain/rollout/weights.ts'
import { isRecent, type StatusRow } from '../../domain/status/report.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointSummary } from '../../ports/endpoints.ts'
import { listDeployments } from '../deployment/list.ts'
import { type EndpointDocument, endpointDocument } from '../endpoint/view.ts'
import { listJobs } from '../finetune/list.ts'
import { findRollout } from '../rollout/find.ts'
import { listThroughput } from '../throughput/list.ts'

const OPEN_JOBS = new Set(['InProgress', 'Stopping'])
/** Newer ones are listed first; older ones ended long ago. */
const MOST_JOBS = 100

/** Customization jobs that run, or ended in the last day. */
export const jobRows = async (ports: Ports): Promise<readonly StatusRow[]> => {
  const now = ports.clock.now()
  const { jobs } = await listJobs(ports, { limit: MOST_JOBS })
  return jobs
    .filter(
      ({ status, createdAt, elapsedSeconds }) =>
        OPEN_JOBS.has(status) || isRecent(epochOf(createdAt) + elapsedSeconds * 1_000, now),
    )
    .map(({ jobName, status, createdAt, baseModel }) => ({
      kind: 'job',
      name: jobName,
      status,
      since: createdAt,
      detail: baseModel,
    }))
}

export const deploymentRows = async (ports: Ports): Promise<readonly StatusRow[]> => {
  const { deployments } = await listDeployments(ports)
  return deployments.map(({ modelDeploymentName, status, createdAt, modelArn }) => ({
    kind: 'deployment',
    name: modelDeploymentName,
    status,
    since: createdAt,
    detail: `${modelArn.split('/').at(-1) ?? modelArn}, paid by the token`,
  }))
}

export const throughputRows = async (ports: Ports): Promise<readonly StatusRow[]> => {
  const { provisionedModels } = await listThroughput(ports)
  return provisionedModels.map((one) => ({
    kind: 'throughput',
    name: one.provisionedModelName,
    status: one.status,
    since: one.creationTime,
    detail: `${one.modelUnits} × ${one.baseModel}, commitment ${one.commitment}`,
    ...('unknown' in one.cost ? { unknownCost: one.cost.unknown } : { perHour: one.cost.perHour }),
  }))
}

/** Endpoints with shares and what their instances cost by the given prices. */
export const endpointRow = async (
  ports: Ports,
  { endpointName }: EndpointSummary,
  prices: InstancePrices,
): Promise<readonly StatusRow[]> => {
  const view = await ports.endpoints.find(endpointName)
  // Deleted since it was listed.
  if (view === undefined) return []
  const config = await ports.endpointConfigs.find(view.endpointConfigName)
  const { cost, variants } = endpointDocument(view, config?.body, prices)
  const runs = view.status !== 'Failed' && view.status !== 'Deleting'
  const { perHour, unknown } = runs ? cost : {}
  return [
    {
      kind: 'endpoint',
      name: endpointName,
      status: view.status,
      since: view.createdAt,
      detail: view.failureReason ?? shareText(variants),
      ...(perHour === undefined ? {} : { perHour }),
      ...(unknown === undefined ? {} : { unknownCost: unknown }),
    },
  ]
}

const shareText = (variants: EndpointDocument['variants']): string =>
  variants
    .map(({ variantName, sharePercent }) =>
      sharePercent === undefined ? variantName : `${variantName} ${percentText(sharePercent)}`,
    )
    .join(', ')

/** The rollout of an endpoint that is under way, or ended in the last day. */
export const rolloutRow = async (
  ports: Ports,
  { endpointName }: EndpointSummary,
): Promise<readonly StatusRow[]> => {
  const found = await findRollout(ports, endpointName)
  if (found === undefined) return []
  const { state } = found
  const { spec, step, settled, reason } = state
  if (isOver(state) && !isRecent(state.updatedAt, ports.clock.now())) return []
  const place = isOver(state) ? '' : `, step ${step + 1} of ${spec.steps.length}`
  const why = reason === undefined ? '' : `: ${reason}`
  return [
    {
      kind: 'rollout',
      name: endpointName,
      status: headWord(state),
      since: isOver(state) ? isoTime(state.updatedAt) : spec.createdAt,
      detail: `${spec.canary} at ${percentText(percentOf(settled, spec.canary))}${place}${why}`,
    },
  ]
}
