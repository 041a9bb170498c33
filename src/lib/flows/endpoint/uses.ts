import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'

/** At most so many are read: beyond, "nobody else uses it" is not claimed. */
const LOOKED_AT = 200

/** Names of the models of a config, shadow variants included. */
export const modelNames = (body: EndpointConfigBody | undefined): readonly string[] => [
  ...new Set(
    [...(body?.ProductionVariants ?? []), ...(body?.ShadowProductionVariants ?? [])].flatMap(
      ({ ModelName }) => ModelName ?? [],
    ),
  ),
]

/** Other endpoints that run a config; `'unknown'` where there are too many to look at. */
export const otherUsersOfConfig = async (
  ports: Pick<Ports, 'endpoints'>,
  endpointConfigName: string,
  except: string,
): Promise<readonly string[] | 'unknown'> => {
  const all = await ports.endpoints.list({ limit: LOOKED_AT })
  if (all.length === LOOKED_AT) return 'unknown'
  const users: string[] = []
  for (const { endpointName } of all) {
    if (endpointName === except) continue
    const found = await ports.endpoints.find(endpointName)
    if (found?.endpointConfigName === endpointConfigName) users.push(endpointName)
  }
  return users
}

/** Other configs that name a model, in the same manner. */
export const otherUsersOfModel = async (
  ports: Pick<Ports, 'endpointConfigs'>,
  modelName: string,
  except: string,
): Promise<readonly string[] | 'unknown'> => {
  const all = await ports.endpointConfigs.list({ limit: LOOKED_AT })
  if (all.length === LOOKED_AT) return 'unknown'
  const users: string[] = []
  for (const { endpointConfigName } of all) {
    if (endpointConfigName === except) continue
    const found = await ports.endpointConfigs.find(endpointConfigName)
    if (modelNames(found?.body).includes(modelName)) users.push(endpointConfigName)
  }
  return users
}
