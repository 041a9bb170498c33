import { moneyText } from '../../lib/domain/core/money.ts'
import type { DeploymentDocument } from '../../lib/flows/deployment/view.ts'
import type { View } from '../define.ts'

/** A deployment with its cost and its way out. */
export const deploymentCard = (of: DeploymentDocument, { style }: View): string => {
  const { inputPer1kTokens: input, outputPer1kTokens: output, idlePerHour } = of.cost
  const price = (amount: typeof input) => (amount === undefined ? 'unknown' : moneyText(amount))
  const update = of.updateDetails
  return [
    `${style.bold(of.modelDeploymentName)}  ${of.status}`,
    `  arn         ${of.deploymentArn}`,
    `  model       ${of.modelArn}`,
    ...(update === undefined ? [] : [`  update      ${update.updateStatus}: ${update.modelArn}`]),
    ...(of.failureMessage === undefined ? [] : [`  failed      ${style.bad(of.failureMessage)}`]),
    `  costs       ${moneyText(idlePerHour)} while idle; per 1,000 tokens: input ${price(input)}, output ${price(output)}`,
    `  to use it   mlctl invoke ${of.modelDeploymentName}`,
    `  to end it   mlctl deployment delete ${of.modelDeploymentName}`,
  ].join('\n')
}
