import type { EndpointConfigBody } from '../../../ports/endpoint-configs.ts'
import type { EndpointFacts, NotebookFacts } from '../facts.ts'
import { demand, judged, NOT_APPLICABLE, type Rule } from '../rule.ts'
import { addSageMakerTags, judgeTags } from './required-tags.ts'

const DOCS = 'https://docs.aws.amazon.com/sagemaker/latest/dg'

/**
 * Families whose disks are local NVMe, encrypted by the hardware: they refuse a key
 * (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html, KmsKeyId).
 */
const NVME_FAMILY =
  /^ml\.(?:c5d|c6gd|c6id|g4dn|g5|g6|g6e|m5d|m6gd|m6id|p3dn|p4d|p4de|p5|p5e|p5en|r5d|r6gd|r6id|trn1|trn1n|trn2|i3|i3en)\./

/** Whether an instance type takes a key for its volume. */
export const takesVolumeKey = (instanceType: string): boolean => !NVME_FAMILY.test(instanceType)

/** SageMaker endpoints: A16. */
export const ENDPOINT_RULES: readonly Rule<EndpointFacts>[] = [
  {
    id: 'A16.encryption',
    title: 'Encryption of endpoints',
    severity: 'medium',
    what: 'The endpoint config names a KMS key, where its instances take one.',
    why: 'Models and requests lie on volumes whose key you cannot take away.',
    source: `${DOCS}/encryption-at-rest.html`,
    remedy: 'Make an endpoint config with a key and update the endpoint to it.',
    judge: ({ config }) =>
      ofConfig(config, (body) =>
        volumeTypes(body).some(takesVolumeKey)
          ? demand(body.KmsKeyId !== undefined, 'The endpoint config has no KmsKeyId.', {
              KmsKeyId: null,
            })
          : NOT_APPLICABLE,
      ),
    command: ({ name }) => `mlctl endpoint update ${name} --file config-with-key.yaml`,
  },
  {
    id: 'A16.isolation',
    title: 'Isolation of endpoints',
    severity: 'medium',
    what: 'Every model runs in network isolation or in a VPC.',
    why: 'A container from elsewhere can send what it is asked to whom it likes.',
    source: `${DOCS}/mkt-algo-model-internet-free.html`,
    remedy: 'Make the model anew with EnableNetworkIsolation or a VpcConfig.',
    judge: ({ config, models }) =>
      ofConfig(config, (body) =>
        body.EnableNetworkIsolation === true || body.VpcConfig !== undefined
          ? { status: 'ok' }
          : judged(models, (all) => {
              if (all.length === 0) return NOT_APPLICABLE
              const open = all.filter(
                (model) =>
                  model.body.EnableNetworkIsolation !== true && model.body.VpcConfig === undefined,
              )
              const names = open.map(({ modelName }) => modelName)
              return demand(
                open.length === 0,
                `Neither isolated nor in a VPC: ${names.join(', ')}.`,
                {
                  models: names,
                  EnableNetworkIsolation: false,
                },
              )
            }),
      ),
    command: ({ models }) => {
      const [model] = 'value' in models ? models.value : []
      return `aws sagemaker describe-model --model-name ${model?.modelName ?? 'MODEL'}`
    },
  },
  {
    id: 'A16.instances',
    title: 'Two instances a variant',
    severity: 'low',
    what: 'Each production variant has at least two instances.',
    why: 'One instance lives in one zone: when it fails, nothing answers.',
    source: `${DOCS}/deployment-best-practices.html`,
    remedy: 'Raise the number of instances; it costs as much again.',
    judge: ({ endpoint }) => {
      const single = endpoint.variants.filter(
        ({ currentInstanceCount, serverless }) =>
          serverless === undefined &&
          currentInstanceCount !== undefined &&
          currentInstanceCount < 2,
      )
      const words = single.map((one) => `${one.variantName} has ${one.currentInstanceCount}`)
      return demand(single.length === 0, `${words.join(', ')}.`, single.map(countFacts))
    },
    command: ({ name, endpoint }) => {
      const one = endpoint.variants.find(({ currentInstanceCount = 2 }) => currentInstanceCount < 2)
      return `aws sagemaker update-endpoint-weights-and-capacities --endpoint-name ${name} --desired-weights-and-capacities VariantName=${one?.variantName ?? 'VARIANT'},DesiredInstanceCount=2`
    },
  },
  {
    id: 'A16.secrets',
    title: 'Secrets in the environment of models',
    severity: 'critical',
    what: 'No environment variable of a model holds a secret.',
    why: 'Whoever may describe the model reads it; read-only policies allow that.',
    source: `${DOCS}/security-iam.html`,
    remedy:
      'Revoke the secret, put the new one into Secrets Manager, and make the model anew without it.',
    judge: ({ secrets }) => {
      const words = secrets.map(({ place, what }) => `${place} (${what})`)
      return demand(secrets.length === 0, `${words.join(', ')}.`, secrets)
    },
  },
  {
    id: 'A20.endpoint-tags',
    title: 'Tags of endpoints',
    severity: 'low',
    what: 'The endpoint has the tags of audit.requiredTags.',
    why: 'What bills by the hour needs an owner.',
    source: `${DOCS}/endpoint-create.html`,
    remedy: 'Set the missing tags.',
    judge: judgeTags,
    command: addSageMakerTags,
  },
]

/** Notebook instances: A17. */
export const NOTEBOOK_RULES: readonly Rule<NotebookFacts>[] = [
  {
    id: 'A17.internet',
    title: 'Notebook on the internet',
    severity: 'high',
    what: 'Direct internet access is disabled.',
    why: 'Data can leave, and packages come in, past every network control.',
    source: `${DOCS}/appendix-notebook-and-internet-access.html`,
    remedy: 'Make the notebook anew in a subnet without direct internet access.',
    judge: ({ notebook }) =>
      ofNotebook(notebook, (view) =>
        demand(!view.hasDirectInternetAccess, 'Direct internet access is enabled.', {
          DirectInternetAccess: 'Enabled',
        }),
      ),
  },
  {
    id: 'A17.root-access',
    title: 'Root in the notebook',
    severity: 'medium',
    what: 'Root access is disabled.',
    why: 'A user who is root can switch off whatever guards the instance.',
    source: `${DOCS}/nbi-root-access.html`,
    remedy: 'Stop the notebook and disable root access.',
    judge: ({ notebook }) =>
      ofNotebook(notebook, (view) =>
        demand(!view.hasRootAccess, 'Root access is enabled.', { RootAccess: 'Enabled' }),
      ),
    command: ({ name }) =>
      `aws sagemaker update-notebook-instance --notebook-instance-name ${name} --root-access Disabled`,
  },
  {
    id: 'A17.encryption',
    title: 'Encryption of notebooks',
    severity: 'low',
    what: 'The volume is encrypted with a key of yours.',
    why: 'Copies of data gather on notebooks; only a key of yours can be taken away.',
    source: `${DOCS}/encryption-at-rest-nbi.html`,
    remedy: 'Make the notebook anew with a KMS key.',
    judge: ({ notebook }) =>
      ofNotebook(notebook, (view) =>
        demand(view.kmsKeyId !== undefined, 'There is no KmsKeyId.', { KmsKeyId: null }),
      ),
  },
  {
    id: 'A17.metadata',
    title: 'Metadata service of notebooks',
    severity: 'medium',
    what: 'The metadata service takes version 2 alone.',
    why: 'Version 1 gives the credentials of the role to any request that a page makes the notebook send.',
    source: `${DOCS}/nbi-imds.html`,
    remedy: 'Stop the notebook and demand version 2.',
    judge: ({ notebook }) =>
      ofNotebook(notebook, ({ minimumMetadataVersion: version }) =>
        demand(version === '2', `Version ${version ?? '1'} is admitted.`, {
          MinimumInstanceMetadataServiceVersion: version ?? null,
        }),
      ),
    command: ({ name }) =>
      `aws sagemaker update-notebook-instance --notebook-instance-name ${name} --instance-metadata-service-configuration MinimumInstanceMetadataServiceVersion=2`,
  },
  {
    id: 'A20.notebook-tags',
    title: 'Tags of notebooks',
    severity: 'low',
    what: 'The notebook has the tags of audit.requiredTags.',
    why: 'What bills by the hour needs an owner.',
    source: `${DOCS}/nbi.html`,
    remedy: 'Set the missing tags.',
    judge: judgeTags,
    command: addSageMakerTags,
  },
]

const ofConfig = (
  config: EndpointFacts['config'],
  judge: (body: EndpointConfigBody) => ReturnType<Rule<EndpointFacts>['judge']>,
) => judged(config, (body) => (body === undefined ? NOT_APPLICABLE : judge(body)))

const ofNotebook = (
  notebook: NotebookFacts['notebook'],
  judge: (
    view: Extract<NotebookFacts['notebook'], { value: unknown }>['value'] & object,
  ) => ReturnType<Rule<NotebookFacts>['judge']>,
) => judged(notebook, (view) => (view === undefined ? NOT_APPLICABLE : judge(view)))

/** Serverless variants have no volume that takes a key. */
const volumeTypes = (body: EndpointConfigBody): readonly string[] =>
  body.ProductionVariants.flatMap(({ InstanceType, ServerlessConfig }) =>
    ServerlessConfig === undefined && InstanceType !== undefined ? [InstanceType] : [],
  )

const countFacts = ({
  variantName,
  currentInstanceCount,
}: EndpointFacts['endpoint']['variants'][number]) => ({
  variantName,
  currentInstanceCount,
})
