import { defined, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { checkVpc } from '../network.ts'
import { listed } from '../paging.ts'
import { checkHostingRole } from '../role.ts'
import {
  arnOf,
  changeState,
  type HostingState,
  inRegion,
  type Members,
  type ModelRecord,
  readState,
} from '../state.ts'
import { tagsOf } from '../tags.ts'
import { checkContainers } from './containers.ts'

const modelOf = (call: Call, state: HostingState, name: string): ModelRecord => {
  const arn = arnOf(call, 'model', name)
  const found = state.models[arn]
  if (found === undefined) throw refusal.missing('model', arn)
  return found
}

/** Registers a model: containers, the data they load, the role they run as. */
export const createModel = (call: Call, input: Input): Output => {
  const { Tags, ...request } = input
  const name = text(input, 'ModelName')
  const arn = arnOf(call, 'model', name)
  if (request.ExecutionRoleArn === undefined && request.EnableNetworkIsolation !== true) {
    throw refusal.validation('ExecutionRoleArn is required.')
  }
  checkHostingRole(call, request.ExecutionRoleArn)
  checkVpc(call, request)
  checkContainers(call, request)
  const tags = tagsOf(Tags)
  changeState(call, (state) => {
    if (state.models[arn] !== undefined) throw refusal.existing('model', arn)
    state.models[arn] = { arn, name, createdAt: call.clock.now(), request: request as Members }
    state.tags[arn] = tags
  })
  return { ModelArn: arn }
}

/** A model as it was created. */
export const describeModel = (call: Call, input: Input): Output => {
  const { arn, createdAt, request } = modelOf(call, readState(call), text(input, 'ModelName'))
  return defined({ ...request, ModelArn: arn, CreationTime: new Date(createdAt) })
}

/** The models of the region, page by page. */
export const listModels = (call: Call, input: Input): Output => {
  const { page, ...rest } = listed(input, inRegion(call, readState(call).models))
  const Models = page.map(({ arn, name, createdAt }) => ({
    ModelName: name,
    ModelArn: arn,
    CreationTime: new Date(createdAt),
  }))
  return { Models, ...rest }
}

/** Deletes a model; endpoints that run it go on. */
export const deleteModel = (call: Call, input: Input): Output => {
  changeState(call, (state) => {
    const { arn } = modelOf(call, state, text(input, 'ModelName'))
    delete state.models[arn]
    delete state.tags[arn]
  })
  return {}
}
