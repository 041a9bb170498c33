import type { Catalogue } from '../../domain/catalogue/model.ts'
import { type Money, money } from '../../domain/core/money.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { DeploymentSummary, DeploymentView } from '../../ports/deployments.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { requireIdentifier } from '../identifier.ts'
import { baseModelOf } from '../model/base-model.ts'

/** A deployment as every deployment command shows it. */
export type DeploymentDocument = {
  readonly deploymentArn: string
  readonly modelDeploymentName: string
  readonly status: DeploymentSummary['status']
  readonly modelArn: string
  readonly createdAt: string
  readonly description?: string
  readonly failureMessage?: string
  readonly updateDetails?: DeploymentView['updateDetails']
  readonly cost: TokenCost
}

/** On demand nothing is paid while nobody asks; an absent token price is unknown. */
export type TokenCost = {
  readonly idlePerHour: Money
  readonly inputPer1kTokens?: Money
  readonly outputPer1kTokens?: Money
}

/** @throws StateError MLC-DEP-001 when there is no such deployment. */
export const requireDeployment = async (
  ports: Pick<Ports, 'deployments'>,
  nameOrArn: string,
): Promise<DeploymentView> => {
  requireIdentifier(nameOrArn, 'deployment')
  const found = await ports.deployments.find(nameOrArn)
  if (found !== undefined) return found
  throw new StateError('MLC-DEP-001', `There is no deployment ${nameOrArn} here.`, {
    hint: 'What there is in this account and region: mlctl deployment list',
  })
}

/** A deployment with what its answers cost. */
export const deploymentDocument = async (
  ports: Pick<Ports, 'customModels' | 'settings' | 'files'>,
  view: DeploymentView,
): Promise<DeploymentDocument> => ({
  ...view,
  cost: await tokenCost(ports, await loadCatalogue(ports), view.modelArn),
})

/** Token prices of a custom model's base; unknown ones are left out. */
export const tokenCost = async (
  ports: Pick<Ports, 'customModels'>,
  catalogue: Catalogue,
  modelArn: string,
): Promise<TokenCost> => {
  const base = await baseModelOf(ports, catalogue, { baseModelArn: modelArn })
  const { onDemandInputPer1kTokens: input, onDemandOutputPer1kTokens: output } =
    base.facts?.prices ?? {}
  return {
    idlePerHour: money(0),
    ...(input === undefined ? {} : { inputPer1kTokens: money(input.microUsd) }),
    ...(output === undefined ? {} : { outputPer1kTokens: money(output.microUsd) }),
  }
}
