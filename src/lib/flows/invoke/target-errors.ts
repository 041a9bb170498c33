import { findModel, modelSuggestions } from '../../domain/catalogue/find.ts'
import type { Catalogue } from '../../domain/catalogue/model.ts'
import { nearest } from '../../domain/core/nearest.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

type Lists = Pick<Ports, 'deployments' | 'provisionedModels' | 'customModels'>

/** It exists, but does not answer now; the hint fits the state. */
export const notReady = (what: string, status: string, group: 'deployment' | 'throughput') => {
  const name = what.split(' ').at(-1) ?? ''
  return new StateError('MLC-INV-005', `${what} is ${status} and does not answer.`, {
    hint:
      status === 'Failed'
        ? `Why it failed: mlctl ${group} status ${name}`
        : `Wait for it: mlctl ${group} status ${name} --wait`,
  })
}

/** Sent as it is, the service would answer `ResourceNotFoundException: Model not found`. */
export const notForInference = (catalogue: Catalogue, id: string) =>
  new UsageError('MLC-INV-001', `${id} is an id for customization; it cannot be asked.`, {
    why: 'Ids with a context length name what can be customized, not what answers.',
    hint: profileHint(catalogue, id),
  })

/** Sent as it is, the service would answer `… with on-demand throughput isn't supported`. */
export const needsProfile = (catalogue: Catalogue, id: string) =>
  new UsageError('MLC-INV-002', `${id} cannot be asked by its bare id.`, {
    why: 'This base model answers through an inference profile only.',
    hint: profileHint(catalogue, id),
  })

const profileHint = (catalogue: Catalogue, id: string): string => {
  const facts = findModel(catalogue, id)
  return facts?.inferenceId === undefined
    ? 'Pass the id of an inference profile, which begins with us., eu., apac. or global.'
    : `For the base model pass ${facts.inferenceId}, or its short name ${facts.key}.`
}

/** With the names that may have been meant. */
export const unknownName = async (ports: Lists, catalogue: Catalogue, name: string) => {
  const [deployments, purchases, models] = await Promise.all([
    ports.deployments.list(),
    ports.provisionedModels.list(),
    ports.customModels.list(),
  ])
  const names = [
    ...deployments.map((one) => one.modelDeploymentName),
    ...purchases.map((one) => one.provisionedModelName),
    ...models.map((one) => one.modelName),
  ]
  const near = [...nearest(name, names), ...modelSuggestions(catalogue, name)]
  return new StateError('MLC-INV-004', `There is nothing called ${name} that could be asked.`, {
    hint:
      (near.length > 0 ? `Did you mean ${near.join(', ')}? ` : '') +
      'What there is: mlctl deployment list, mlctl throughput list',
    details: { near },
  })
}
