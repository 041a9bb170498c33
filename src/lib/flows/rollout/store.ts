import type { RolloutState } from '../../domain/rollout/model.ts'
import { isOver } from '../../domain/rollout/model.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type StorePorts = Pick<Ports, 'files' | 'journal' | 'identity' | 'target'>

/** The saved rollout of one endpoint, and the orders that other processes leave for it. */
export type RolloutStore = {
  /** Names the endpoint in this target, account and region. */
  readonly key: string
  readonly path: string
  readonly load: () => Promise<RolloutState | undefined>
  /** Atomic and fsynced: called before every call that changes anything. */
  readonly save: (state: RolloutState) => Promise<void>
  readonly leaveOrder: (order: LeftOrder) => Promise<void>
  readonly readOrder: () => Promise<LeftOrder | undefined>
  readonly removeOrder: () => Promise<void>
}

export type LeftOrder = {
  readonly order: 'pause' | 'resume' | 'promote' | 'abort'
  readonly full?: boolean
  /** Index of the step it is about. */
  readonly step: number
  /** The rollout it is meant for: an order must not hit a later one. */
  readonly rollout: string
}

/** State lives beside the journal: one file an endpoint, with the account in its name. */
export const rolloutStore = async (
  ports: StorePorts,
  endpointName: string,
): Promise<RolloutStore> => {
  const [target, { account }] = [await ports.target(), await ports.identity.whoAmI()]
  const key = `${target.name}-${account}-${target.region}-${endpointName}`
  const folder = rolloutsFolder(ports)
  const path = `${folder}/${key}.json`
  const orderPath = `${folder}/${key}.order.json`
  const { files } = ports
  return {
    key,
    path,
    load: async () => {
      const state = await readJson<RolloutState>(files, path)
      return state?.version === 1 ? state : undefined
    },
    save: (state) => files.writeText(path, `${JSON.stringify(state)}\n`, { secret: true }),
    leaveOrder: (order) => files.writeText(orderPath, `${JSON.stringify(order)}\n`),
    readOrder: () => readJson<LeftOrder>(files, orderPath),
    removeOrder: () => unlessAbsent(files.remove(orderPath)),
  }
}

/** The rollout of this endpoint that has not ended, as far as this machine knows. */
export const activeRollout = async (
  ports: StorePorts,
  endpointName: string,
): Promise<RolloutState | undefined> => {
  const state = await (await rolloutStore(ports, endpointName)).load()
  return state === undefined || isOver(state) ? undefined : state
}

/** Beside the journal, wherever that is: `…/.mlctl/rollouts`. */
const rolloutsFolder = ({ journal }: Pick<Ports, 'journal'>): string =>
  `${journal.path.replace(/[/\\][^/\\]*$/, '')}/rollouts`

const readJson = async <T>(files: Ports['files'], path: string): Promise<T | undefined> => {
  try {
    const text = await unlessAbsent(files.readText(path))
    return text === undefined ? undefined : (JSON.parse(text) as T)
  } catch (error) {
    // Written atomically: a broken one was damaged from outside, and the tags know the rest.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Another process may take a file away at any moment: a look beforehand would prove nothing. */
const unlessAbsent = <T>(use: Promise<T>): Promise<T | undefined> =>
  use.catch((error: unknown) => {
    if (error instanceof StateError && error.code === 'MLC-FILE-001') return undefined
    throw error
  })
