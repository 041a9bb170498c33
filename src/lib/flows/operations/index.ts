import { UsageError } from '../../errors.ts'
import type { AnyOperation } from './define.ts'

/** Every kind of change a plan may contain; each is loaded when a plan has it. */
const OPERATIONS: Readonly<Record<string, () => Promise<AnyOperation>>> = {
  'iam.CreateRole': async () => (await import('./iam.ts')).createRole,
  'iam.UpdateAssumeRolePolicy': async () => (await import('./iam.ts')).updateTrust,
  'iam.bind-trust': async () => (await import('./iam.ts')).bindTrust,
  'iam.PutRolePolicy': async () => (await import('./iam.ts')).putRolePolicy,
  's3.add-policy-statements': async () =>
    (await import('./resource-policies.ts')).addBucketStatements,
  'kms.CreateKey': async () => (await import('./keys.ts')).createKey,
  'kms.CreateAlias': async () => (await import('./keys.ts')).nameKey,
  'kms.rotate-role-key': async () => (await import('./keys.ts')).rotateKey,
  'kms.add-policy-statements': async () =>
    (await import('./resource-policies.ts')).addKeyStatements,
  's3.upload-file': async () => (await import('./upload.ts')).uploadFile,
  's3.CreateBucket': async () => (await import('./buckets.ts')).createBucket,
  's3.PutPublicAccessBlock': async () => (await import('./buckets.ts')).blockPublicAccess,
  's3.PutBucketEncryption': async () => (await import('./buckets.ts')).encryptBucket,
  's3.PutBucketVersioning': async () => (await import('./protections.ts')).enableVersioning,
  's3.PutBucketOwnershipControls': async () => (await import('./protections.ts')).enforceOwnership,
  'kms.EnableKeyRotation': async () => (await import('./protections.ts')).enableKeyRotation,
  'ecr.PutImageTagMutability': async () => (await import('./protections.ts')).makeTagsImmutable,
  'ecr.PutImageScanningConfiguration': async () => (await import('./protections.ts')).scanOnPush,
  's3.PutBucketPolicy': async () => (await import('./buckets.ts')).requireTls,
  'bedrock.CreateProvisionedModelThroughput': async () =>
    (await import('./provisioned-models.ts')).createProvisionedModel,
  'bedrock.UpdateProvisionedModelThroughput': async () =>
    (await import('./provisioned-models.ts')).updateProvisionedModel,
  'bedrock.DeleteProvisionedModelThroughput': async () =>
    (await import('./provisioned-models.ts')).deleteProvisionedModel,
  'bedrock.CreateCustomModelDeployment': async () =>
    (await import('./deployments.ts')).createDeployment,
  'bedrock.UpdateCustomModelDeployment': async () =>
    (await import('./deployments.ts')).updateDeployment,
  'bedrock.DeleteCustomModelDeployment': async () =>
    (await import('./deployments.ts')).deleteDeployment,
  'sagemaker.set-weights': async () => (await import('./rollout-weights.ts')).setWeights,
  'sagemaker.set-rollout-tags': async () => (await import('./rollout-tags.ts')).writeTags,
  'application-autoscaling.set-suspended': async () =>
    (await import('./rollout-scaling.ts')).suspendScaling,
  'bedrock.DeleteCustomModel': async () => (await import('./custom-models.ts')).deleteCustomModel,
  'bedrock.CreateModelCustomizationJob': async () =>
    (await import('./customization-jobs.ts')).createCustomizationJob,
  'bedrock.StopModelCustomizationJob': async () =>
    (await import('./customization-jobs.ts')).stopCustomizationJob,
  'ecr.CreateRepository': async () => (await import('./images.ts')).createRepository,
  'ecr.PutLifecyclePolicy': async () => (await import('./images.ts')).putLifecyclePolicy,
  'ecr.push-image': async () => (await import('./images.ts')).pushImage,
  'ecr.PutImage': async () => (await import('./images.ts')).putManifest,
  'registry.push-image': async () => (await import('./plain-images.ts')).pushToRegistry,
  'codebuild.put-project': async () => (await import('./image-builds.ts')).putProject,
  'codebuild.StartBuild': async () => (await import('./image-builds.ts')).startBuild,
  'sagemaker.CreateModel': async () => (await import('./hosted-models.ts')).createModel,
  'sagemaker.DeleteModel': async () => (await import('./hosted-models.ts')).deleteModel,
  'sagemaker.CreateEndpointConfig': async () =>
    (await import('./hosted-models.ts')).createEndpointConfig,
  'sagemaker.DeleteEndpointConfig': async () =>
    (await import('./hosted-models.ts')).deleteEndpointConfig,
  'sagemaker.CreateEndpoint': async () => (await import('./endpoints.ts')).createEndpoint,
  'sagemaker.UpdateEndpoint': async () => (await import('./endpoints.ts')).updateEndpoint,
  'sagemaker.DeleteEndpoint': async () => (await import('./endpoints.ts')).deleteEndpoint,
  'sagemaker.set-capacity': async () => (await import('./endpoints.ts')).setCapacity,
  'application-autoscaling.RegisterScalableTarget': async () =>
    (await import('./scaling.ts')).registerScalableTarget,
  'application-autoscaling.DeregisterScalableTarget': async () =>
    (await import('./scaling.ts')).deregisterScalableTarget,
  'application-autoscaling.PutScalingPolicy': async () =>
    (await import('./scaling.ts')).putScalingPolicy,
  'application-autoscaling.DeleteScalingPolicy': async () =>
    (await import('./scaling.ts')).deleteScalingPolicy,
  'application-autoscaling.PutScheduledAction': async () =>
    (await import('./scaling.ts')).putScheduledAction,
  'application-autoscaling.DeleteScheduledAction': async () =>
    (await import('./scaling.ts')).deleteScheduledAction,
  'cloudwatch.put-abort-alarm': async () => (await import('./rollout-alarm.ts')).putAbortAlarm,
  'cloudwatch.put-scaling-alarm': async () => (await import('./scaling.ts')).putScalingAlarm,
  'cloudwatch.DeleteAlarms': async () => (await import('./scaling.ts')).deleteAlarm,
  'sagemaker.CreateInferenceExperiment': async () =>
    (await import('./inference-experiments.ts')).createExperiment,
  'sagemaker.StopInferenceExperiment': async () =>
    (await import('./inference-experiments.ts')).stopExperiment,
  'sagemaker.CreateInferenceComponent': async () =>
    (await import('./inference-components.ts')).createInferenceComponent,
  'sagemaker.DeleteInferenceComponent': async () =>
    (await import('./inference-components.ts')).deleteInferenceComponent,
  'sagemaker.CreateTrainingJob': async () => (await import('./jobs.ts')).createTrainingJob,
  'sagemaker.StopTrainingJob': async () => (await import('./jobs.ts')).stopTrainingJob,
  'sagemaker.CreateHyperParameterTuningJob': async () =>
    (await import('./jobs.ts')).createTuningJob,
  'sagemaker.StopHyperParameterTuningJob': async () => (await import('./jobs.ts')).stopTuningJob,
  'sagemaker.CreateProcessingJob': async () => (await import('./jobs.ts')).createProcessingJob,
  'sagemaker.StopProcessingJob': async () => (await import('./jobs.ts')).stopProcessingJob,
  'sagemaker.CreateTransformJob': async () => (await import('./jobs.ts')).createTransformJob,
  'sagemaker.StopTransformJob': async () => (await import('./jobs.ts')).stopTransformJob,
  'sagemaker.CreateInferenceRecommendationsJob': async () =>
    (await import('./recommendations.ts')).createRecommendationJob,
}

/** @throws UsageError MLC-PLAN-001 for a name that this version does not know. */
export const operationNamed = async (name: string): Promise<AnyOperation> => {
  const load = OPERATIONS[name]
  if (load === undefined) {
    throw new UsageError('MLC-PLAN-001', `This mlctl does not know the operation ${name}.`, {
      hint: 'The plan was made by another version: make it again with this one.',
    })
  }
  return load()
}
