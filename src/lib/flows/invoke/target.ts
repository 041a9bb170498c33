import { findModel } from '../../domain/catalogue/find.ts'
import type { Catalogue } from '../../domain/catalogue/model.ts'
import { targetForm } from '../../domain/invoke/target.ts'
import type { TokenPrices } from '../../domain/invoke/usage.ts'
import { AccessError, StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import type { DeploymentView } from '../../ports/deployments.ts'
import type { ProvisionedModelView } from '../../ports/provisioned-models.ts'
import { baseModelOf } from '../model/base-model.ts'
import { usesOf } from '../model/uses.ts'
import { needsProfile, notForInference, notReady, unknownName } from './target-errors.ts'

/** What answers, and what its answers cost. */
export type InvokeTarget = {
  /** As it is sent: an ARN, or the id of an inference profile. */
  readonly modelId: string
  readonly kind: 'deployment' | 'throughput' | 'base'
  readonly name: string
  /** ARN of the custom model behind it. */
  readonly modelArn?: string
  readonly prices: TokenPrices
}

type TargetPorts = Pick<
  Ports,
  'deployments' | 'provisionedModels' | 'customModels' | 'io' | 'settings' | 'files'
>

/**
 * Finds what a name, id or ARN means for inference, and says what it chose.
 * @throws UsageError MLC-INV-001 (id for customization), MLC-INV-002 (base model without a profile),
 * MLC-INV-003 (two things of one name); StateError MLC-INV-004 (nothing of that name), MLC-INV-005
 * (not ready), MLC-INV-006 (a custom model that nothing serves).
 */
export const resolveTarget = async (
  ports: TargetPorts,
  catalogue: Catalogue,
  text: string,
): Promise<InvokeTarget> => {
  const form = targetForm(text)
  switch (form.kind) {
    case 'deployment-arn': {
      const view = await allowed(ports, () => ports.deployments.find(form.arn))
      return view === undefined ? unseen('deployment', form.arn) : deployed(ports, catalogue, view)
    }
    case 'provisioned-arn': {
      const view = await allowed(ports, () => ports.provisionedModels.find(form.arn))
      return view === undefined ? unseen('throughput', form.arn) : provisioned(view)
    }
    case 'custom-model-arn':
      return ofCustomModel(ports, catalogue, await modelAt(ports, form.arn))
    case 'profile':
      return base(catalogue, form.id)
    case 'customization-id':
      throw notForInference(catalogue, form.id)
    case 'base-id':
      throw needsProfile(catalogue, form.id)
    case 'name':
      return named(ports, catalogue, form.name)
  }
}

/** Who may ask a model need not be allowed to look at it: the ARN is enough then. */
const allowed = async <T>(ports: TargetPorts, read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    ports.io.detail(`Could not look at the target: ${error.message}`)
    return undefined
  }
}

const unseen = (kind: 'deployment' | 'throughput', arn: string): InvokeTarget => ({
  modelId: arn,
  kind,
  name: arn,
  prices: {},
})

const deployed = async (
  ports: TargetPorts,
  catalogue: Catalogue,
  view: DeploymentView,
): Promise<InvokeTarget> => {
  if (view.status !== 'Active') {
    throw notReady(`Deployment ${view.modelDeploymentName}`, view.status, 'deployment')
  }
  const { facts } = await baseModelOf(ports, catalogue, { baseModelArn: view.modelArn })
  return {
    modelId: view.deploymentArn,
    kind: 'deployment',
    name: view.modelDeploymentName,
    modelArn: view.modelArn,
    prices: {
      inputPer1k: facts?.prices.onDemandInputPer1kTokens?.microUsd,
      outputPer1k: facts?.prices.onDemandOutputPer1kTokens?.microUsd,
    },
  }
}

/** It answers while it is updated, too; its answers cost nothing more: the hours are paid. */
const provisioned = (view: ProvisionedModelView): InvokeTarget => {
  if (view.status !== 'InService' && view.status !== 'Updating') {
    throw notReady(`Throughput ${view.provisionedModelName}`, view.status, 'throughput')
  }
  return paidByTheHour(view.provisionedModelArn, view.provisionedModelName, view.modelArn)
}

const paidByTheHour = (modelId: string, name: string, modelArn: string): InvokeTarget => ({
  modelId,
  kind: 'throughput',
  name,
  modelArn,
  prices: { inputPer1k: 0, outputPer1k: 0 },
})

const base = (catalogue: Catalogue, id: string): InvokeTarget => {
  const prices = findModel(catalogue, id)?.prices
  return {
    modelId: id,
    kind: 'base',
    name: id,
    prices: {
      inputPer1k: prices?.onDemandInputPer1kTokens?.microUsd,
      outputPer1k: prices?.onDemandOutputPer1kTokens?.microUsd,
    },
  }
}

const named = async (
  ports: TargetPorts,
  catalogue: Catalogue,
  name: string,
): Promise<InvokeTarget> => {
  const [deployment, purchase, model] = await Promise.all([
    ports.deployments.find(name),
    ports.provisionedModels.find(name),
    ports.customModels.find(name),
  ])
  if (deployment !== undefined && purchase !== undefined) {
    throw new UsageError('MLC-INV-003', `${name} is a deployment and a Provisioned Throughput.`, {
      hint: `Pass the ARN: ${deployment.deploymentArn} or ${purchase.provisionedModelArn}`,
    })
  }
  if (deployment !== undefined) return deployed(ports, catalogue, deployment)
  if (purchase !== undefined) return provisioned(purchase)
  if (model !== undefined) return ofCustomModel(ports, catalogue, model)
  const facts = findModel(catalogue, name)
  if (facts?.inferenceId !== undefined) {
    ports.io.note(`${name} is the base model ${facts.name}: asking ${facts.inferenceId}.`)
    return base(catalogue, facts.inferenceId)
  }
  throw await unknownName(ports, catalogue, name)
}

const ofCustomModel = async (
  ports: TargetPorts,
  catalogue: Catalogue,
  model: CustomModelView,
): Promise<InvokeTarget> => {
  const { deployments, throughput } = await usesOf(ports, model.modelArn)
  // Hours that are paid anyway come before tokens that would be paid.
  const purchase = throughput.find((one) => one.status === 'InService')
  const deployment = deployments.find((one) => one.status === 'Active')
  const chosen = purchase ?? deployment
  if (chosen === undefined) {
    const pending = [...deployments, ...throughput].map((one) => `${one.name} is ${one.status}`)
    throw new StateError('MLC-INV-006', `Nothing serves ${model.modelName} yet.`, {
      why: pending.length > 0 ? pending.join('; ') : 'It has no deployment and no throughput.',
      hint: `Deploy it: mlctl deployment create --model ${model.modelName} --wait`,
    })
  }
  ports.io.note(`${model.modelName} is served by ${chosen.name}: asking it.`)
  if (purchase === undefined) return resolveTarget(ports, catalogue, chosen.arn)
  return paidByTheHour(purchase.arn, purchase.name, model.modelArn)
}

const modelAt = async (ports: TargetPorts, arn: string): Promise<CustomModelView> => {
  const model = await ports.customModels.find(arn)
  if (model !== undefined) return model
  throw new StateError('MLC-INV-004', `There is no custom model ${arn} here.`, {
    hint: 'Custom models of this account and region: mlctl model list',
  })
}
