import { SANDBOX_ACCOUNT } from '../account.ts'
import type { Documents, Neighbours, SandboxClock } from '../service.ts'
import { readSeed } from '../state/seed.ts'
import { componentsOf } from './components/neighbour-components.ts'
import { capacityPlan } from './endpoints/capacity-plan.ts'
import { findEndpoint } from './endpoints/find.ts'
import { momentAt } from './endpoints/moment.ts'
import { replanned } from './endpoints/row.ts'
import { settled } from './endpoints/settle.ts'
import type { Hosting } from './hosting.ts'
import { arnOf, changeState, type Ground, inRegion } from './state.ts'
import { minutesOf } from './traffic/minutes.ts'

type Parts = { readonly documents: Documents; readonly clock: SandboxClock }

/** What other services see of SageMaker's endpoints; all of it as it stands now. */
export const createHosting = (parts: Parts, neighbours: () => Neighbours): Hosting => {
  const groundIn = (region: string): Ground => ({
    ...parts,
    region,
    accountId: SANDBOX_ACCOUNT,
    neighbours: neighbours(),
    seed: readSeed(parts.documents),
  })
  return {
    endpoint: (region, name) => {
      const ground = groundIn(region)
      return findEndpoint(ground, settled(ground), name)
    },
    names: (region) => {
      const ground = groundIn(region)
      return inRegion(ground, settled(ground).endpoints).map(({ name }) => name)
    },
    minutes: (region, query) => {
      const ground = groundIn(region)
      const record = settled(ground).endpoints[arnOf(ground, 'endpoint', query.endpointName)]
      return record === undefined ? [] : minutesOf(ground, record, query)
    },
    ...componentsOf(groundIn),
    scale: (region, { endpointName, variantName, to, at }) => {
      const ground = groundIn(region)
      return changeState(ground, (state) => {
        const record = state.endpoints[arnOf(ground, 'endpoint', endpointName)]
        const before = record && momentAt(record, at)
        if (record === undefined || before === undefined || before.gone) return 'missing'
        if (!before.variants.some(({ name }) => name === variantName)) return 'missing'
        if (before.status !== 'InService') return 'busy'
        const change =
          'instances' in to
            ? { count: to.instances }
            : { serverless: { ProvisionedConcurrency: to.provisioned } }
        const wanted = [{ variant: variantName, ...change }]
        const moments = capacityPlan(ground.clock, { before, at }, wanted)
        state.endpoints[record.arn] = replanned(record, at, moments)
        return 'started'
      })
    },
  }
}
