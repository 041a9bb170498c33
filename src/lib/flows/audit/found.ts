import { roleNameOf, type Target, type TargetKind } from '../../domain/audit/targets.ts'

/** Where something runs. */
export type Placement = {
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly usedBy: string
  readonly hostsEndpoint?: boolean
  readonly isCluster?: boolean
}

export type PlacementUse = {
  readonly subnetIds: readonly string[]
  readonly usedBy: string[]
  hostsEndpoint: boolean
}

/** What is met on the way and looked at later, each thing once however many use it. */
export const createFound = () => {
  const queues = new Map<TargetKind, Set<string>>()
  const placements = new Map<string, PlacementUse>()
  const groups = new Map<string, { carriesClusters: boolean }>()
  const images = new Map<string, string[]>()
  const elsewhere = new Map<string, string[]>()
  const add = (kind: TargetKind, name: string | undefined): void => {
    if (name === undefined || name === '') return
    const queue = queues.get(kind) ?? new Set()
    queues.set(kind, queue.add(kind === 'role' ? roleNameOf(name) : name))
  }
  return {
    add,
    addAll: (targets: readonly Target[]) => {
      for (const { kind, name } of targets) add(kind, name)
    },
    place: ({ subnetIds, securityGroupIds, usedBy, hostsEndpoint, isCluster }: Placement): void => {
      const key = [...subnetIds].sort().join(' ')
      const use = placements.get(key) ?? { subnetIds, usedBy: [], hostsEndpoint: false }
      use.usedBy.push(usedBy)
      if (hostsEndpoint) use.hostsEndpoint = true
      if (subnetIds.length > 0) placements.set(key, use)
      for (const id of securityGroupIds) {
        const before = groups.get(id)?.carriesClusters === true
        groups.set(id, { carriesClusters: before || isCluster === true })
      }
    },
    image: (uri: string, usedBy: string): void => {
      images.set(uri, [...(images.get(uri) ?? []), usedBy])
    },
    /** A bucket of another region. */
    elsewhere: (region: string, bucket: string): void => {
      elsewhere.set(region, [...(elsewhere.get(region) ?? []), bucket])
    },
    otherRegions: () => [...elsewhere.entries()],
    /** The names of a kind that wait to be looked at. */
    of: (kind: TargetKind): readonly string[] => [...(queues.get(kind) ?? [])],
    placements: () => [...placements.entries()],
    groups: () => [...groups.entries()],
    images: () => [...images.entries()],
  }
}

export type Found = ReturnType<typeof createFound>
