import { UsageError } from '../../errors.ts'
import type { AnyOperation } from './define.ts'

/** Every kind of change a plan may contain; each is loaded when a plan has it. */
const OPERATIONS: Readonly<Record<string, () => Promise<AnyOperation>>> = {
  'iam.CreateRole': async () => (await import('./iam.ts')).createRole,
  'iam.UpdateAssumeRolePolicy': async () => (await import('./iam.ts')).updateTrust,
  'iam.PutRolePolicy': async () => (await import('./iam.ts')).putRolePolicy,
  's3.upload-file': async () => (await import('./upload.ts')).uploadFile,
  's3.CreateBucket': async () => (await import('./buckets.ts')).createBucket,
  's3.PutPublicAccessBlock': async () => (await import('./buckets.ts')).blockPublicAccess,
  's3.PutBucketEncryption': async () => (await import('./buckets.ts')).encryptBucket,
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
  'sagemaker.UpdateEndpointWeightsAndCapacities:weights': async () =>
    (await import('./rollout-weights.ts')).setWeights,
  'bedrock.DeleteCustomModel': async () => (await import('./custom-models.ts')).deleteCustomModel,
  'bedrock.CreateModelCustomizationJob': async () =>
    (await import('./customization-jobs.ts')).createCustomizationJob,
  'bedrock.StopModelCustomizationJob': async () =>
    (await import('./customization-jobs.ts')).stopCustomizationJob,
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
