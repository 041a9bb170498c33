import type { FoundationModelDetails, FoundationModelSummary } from '@aws-sdk/client-bedrock'
import type { FoundationModels, FoundationModelView } from '../ports/foundation-models.ts'
import { instead, MODEL_UNKNOWN, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { isoOrAbsent, present } from './values.ts'

export const foundationModelsOf = (aws: AwsSession): FoundationModels => ({
  find: (modelIdentifier) =>
    instead(
      aws
        .bedrock(
          { operation: 'GetFoundationModel', subject: `foundation model ${modelIdentifier}` },
          (client, sdk) => client.send(new sdk.GetFoundationModelCommand({ modelIdentifier })),
        )
        .then(({ modelDetails }) => (modelDetails === undefined ? undefined : view(modelDetails))),
      // Bedrock answers both, by the form of the identifier.
      [NOT_FOUND, MODEL_UNKNOWN],
      undefined,
    ),
  list: async () => {
    const answer = await aws.bedrock(
      { operation: 'ListFoundationModels', subject: 'list of foundation models' },
      (client, sdk) => client.send(new sdk.ListFoundationModelsCommand({})),
    )
    return (answer.modelSummaries ?? []).map(view)
  },
  availability: (modelId) =>
    instead(
      aws
        .bedrock(
          { operation: 'GetFoundationModelAvailability', subject: `access to ${modelId}` },
          (client, sdk) => client.send(new sdk.GetFoundationModelAvailabilityCommand({ modelId })),
        )
        .then((answer) => ({
          authorized: answer.authorizationStatus === 'AUTHORIZED',
          hasAgreement: answer.agreementAvailability?.status === 'AVAILABLE',
          isEntitled: answer.entitlementAvailability === 'AVAILABLE',
          isInRegion: answer.regionAvailability === 'AVAILABLE',
        })),
      [NOT_FOUND, MODEL_UNKNOWN],
      undefined,
    ),
})

const view = (model: FoundationModelDetails | FoundationModelSummary): FoundationModelView => ({
  modelId: model.modelId ?? '',
  modelName: model.modelName ?? '',
  providerName: model.providerName ?? '',
  customizationsSupported: model.customizationsSupported ?? [],
  inferenceTypesSupported: model.inferenceTypesSupported ?? [],
  modelLifecycle: {
    status: model.modelLifecycle?.status === 'LEGACY' ? 'LEGACY' : 'ACTIVE',
    ...present({
      legacyTime: isoOrAbsent(model.modelLifecycle?.legacyTime),
      endOfLifeTime: isoOrAbsent(model.modelLifecycle?.endOfLifeTime),
    }),
  },
})
