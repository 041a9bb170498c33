import { readPolicy } from '../../domain/core/policy-document.ts'
import { judgeTrust } from '../../domain/iam/trust-policy.ts'
import type { RoleFact, TargetFact } from '../../domain/wizard/facts.ts'
import { AccessError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/** More buckets are not asked for their region one by one: the list would take minutes. */
const MAX_BUCKETS = 50

/** Own buckets of the region; empty where the caller may not list them. */
export const lookAtBuckets = async (
  ports: Pick<Ports, 'objects' | 'io'>,
  target: TargetFact,
): Promise<readonly string[]> => {
  const names = await unlessForbidden(ports, 'buckets', () => ports.objects.listBuckets())
  const usable: string[] = []
  for (const name of names.slice(0, MAX_BUCKETS)) {
    const view = await ports.objects.bucket(name).catch((error: unknown) => {
      if (error instanceof AccessError) return undefined
      throw error
    })
    if (view?.owned === true && view.region === target.region) usable.push(name)
  }
  if (names.length > MAX_BUCKETS) {
    ports.io.note(`${names.length} buckets: the first ${MAX_BUCKETS} were looked at.`)
  }
  return usable
}

/** Roles that Bedrock may take on; empty where the caller may not list them. */
export const lookAtRoles = async (
  ports: Pick<Ports, 'roles' | 'io' | 'identity' | 'target'>,
): Promise<readonly RoleFact[]> => {
  const roles = await unlessForbidden(ports, 'roles', () => ports.roles.list())
  const [{ account, partition }, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  return roles
    .filter(({ trustPolicy }) => {
      const { kind } = judgeTrust(readPolicy(trustPolicy), { account, partition, region })
      return kind !== 'wrong' && kind !== 'denied'
    })
    .map(({ roleName }) => ({ name: roleName }))
}

const unlessForbidden = async <T>(
  ports: Pick<Ports, 'io'>,
  what: string,
  list: () => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  try {
    return await list()
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    ports.io.detail(`The ${what} could not be listed: ${error.message}`)
    return []
  }
}
