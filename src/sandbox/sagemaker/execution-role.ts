import type { RoleAsk } from '../service.ts'
import type { Ground } from './state.ts'

/** What stands in the way of an execution role, in AWS's words; undefined when nothing does. */
export type RoleRefusal = (ask: RoleAsk) => string | undefined

/** Asks for a role as SageMaker does that acts as it, out of these subnets if there are any. */
export const asExecutionRole = (
  ground: Pick<Ground, 'neighbours' | 'region'>,
  roleArn: string,
  subnets: readonly string[] = [],
): RoleRefusal => {
  const origin = ground.neighbours.network.originKeys(ground.region, subnets)
  return (ask) =>
    ground.neighbours.roles.refusal(roleArn, {
      ...ask,
      session: 'SageMaker',
      region: ground.region,
      context: { ...origin, ...ask.context },
    })
}
