import { digestOf } from '../../domain/core/digest.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointView } from '../../ports/endpoints.ts'
import { modelNames, otherUsersOfConfig, otherUsersOfModel } from './uses.ts'

/** What goes with an endpoint, and what stays. */
export type Rest = {
  /** Of the endpoint: a younger one of its name is another. */
  readonly createdAt: string
  readonly configs: readonly string[]
  readonly models: readonly string[]
  readonly kept: { readonly endpointConfigs: readonly string[]; readonly models: readonly string[] }
}

/** Only what was asked for and nobody else uses, as far as can be seen. */
export const leftovers = async (
  ports: Ports,
  view: EndpointView,
  wanted: { readonly withConfig: boolean; readonly withModels: boolean },
): Promise<Rest> => {
  const { endpointConfigName: name, createdAt } = view
  const all = modelNames((await ports.endpointConfigs.find(name))?.body)
  const nothing = {
    createdAt,
    configs: [],
    models: [],
    kept: { endpointConfigs: [name], models: all },
  }
  if (!wanted.withConfig && !wanted.withModels) return nothing
  const users = await otherUsersOfConfig(ports, name, view.endpointName)
  if (users === 'unknown' || users.length > 0) {
    ports.io.warn(`${name} is kept: ${usedBy(users)}.`)
    return nothing
  }
  const models: string[] = []
  for (const model of wanted.withModels ? all : []) {
    const others = await otherUsersOfModel(ports, model, name)
    if (others !== 'unknown' && others.length === 0) models.push(model)
    else ports.io.warn(`Model ${model} is kept: ${usedBy(others)}.`)
  }
  const kept = { endpointConfigs: [], models: all.filter((one) => !models.includes(one)) }
  return { createdAt, configs: [name], models, kept }
}

const usedBy = (users: readonly string[] | 'unknown'): string =>
  users === 'unknown' ? 'there is too much to tell who uses it' : `${users.join(', ')} uses it`

type Noted = Pick<Ports, 'journal' | 'identity' | 'target'>

const noteName = async (ports: Noted, endpointName: string): Promise<string> => {
  const [{ account }, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  return `endpoint-delete-${digestOf([account, region, endpointName]).slice(0, 16)}`
}

/** What an interrupted deletion of this endpoint had in mind. */
export const begunDeletion = async (
  ports: Noted,
  endpointName: string,
): Promise<Rest | undefined> => ports.journal.readState<Rest>(await noteName(ports, endpointName))

export const noteDeletion = async (ports: Noted, endpointName: string, rest: Rest): Promise<void> =>
  ports.journal.writeState(await noteName(ports, endpointName), rest)

export const forgetDeletion = async (ports: Noted, endpointName: string): Promise<void> =>
  ports.journal.removeState(await noteName(ports, endpointName))
