import type { Route } from '../endpoints/moment.ts'
import { CONTAINER_VARIABLE } from '../models/containers.ts'
import { ask } from './container.ts'

/** Milliseconds within which a container must answer a ping. */
const PING_TIMEOUT = 2000

/**
 * Why the fleets of an endpoint will not come up: a local container that does not answer GET /ping
 * with 200. Undefined when all is well. Text: public reports of failed endpoints.
 */
export const unhealthy = async (routes: readonly Route[]): Promise<string | undefined> => {
  for (const { variant, environment } of routes) {
    const url = environment[CONTAINER_VARIABLE]
    if (url === undefined) continue
    const answer = await ask(url, { method: 'GET', path: '/ping', timeout: PING_TIMEOUT })
    if (answer?.status === 200) continue
    return `The primary container for production variant ${variant} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`
  }
  return undefined
}
