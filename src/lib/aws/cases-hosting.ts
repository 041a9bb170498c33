import type { Case, Situation } from './case.ts'

const ofHosting = ({ service }: Situation): boolean => service.startsWith('sagemaker')

const ofRuntime = ({ service }: Situation): boolean => service === 'sagemaker-runtime'

const ofScaling = ({ service }: Situation): boolean => service === 'application-autoscaling'

const missing = ({ serviceName, subject }: Situation): string =>
  `${serviceName} has no ${subject} here.`

/** What SageMaker looked for in vain need not be what the call was about: a config names models. */
const NAMED = /^could not find ([a-z][a-z ]*?) "(?:arn:[^"]*\/)?([^"]+)"/i

const named = ({ serviceName, fault }: Situation): string => {
  const [, what = 'resource', name = ''] = NAMED.exec(fault.text) ?? []
  return `${serviceName} has no ${what} ${name} here.`
}

/** A model's own words, cut where they fill the screen. */
const modelSaid = ({ fault }: Situation): string => {
  const { originalStatusCode: status, originalMessage: text } = fault.model
  const said = text === undefined ? '' : `: ${String(text).slice(0, 500)}`
  return status === undefined ? said : ` (HTTP ${status})${said}`
}

/**
 * Hosting. Most refusals share one error code, so they are told apart by their texts: those that
 * users report of SageMaker, where it does not document them.
 */
export const HOSTING_CASES: readonly Case[] = [
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    only: ofHosting,
    text: NAMED,
    says: named,
  },
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    only: ofHosting,
    text: /^requested resource not found|^could not find requested job|^RecordNotFound/i,
    says: missing,
  },
  {
    id: 'MLC-HOST-003',
    kind: 'access',
    only: ofHosting,
    text: /Application ?Auto ?Scaling scalable target exists/i,
    says: ({ subject }) =>
      `The ${subject} is scaled automatically, and your credentials may not end that.`,
    hint: () =>
      'Allow application-autoscaling:DeregisterScalableTarget; mlctl endpoint delete calls it first.',
  },
  {
    id: 'MLC-HOST-001',
    kind: 'state',
    only: ofHosting,
    text: /in-progress endpoint|is (currently )?being (created|updated|deleted)|Cannot (update|delete|modify) .*(Updating|Creating|Deleting|RollingBack)/i,
    says: ({ subject }) => `The ${subject} is busy: another change is under way.`,
    hint: () => 'SageMaker takes one change at a time: mlctl endpoint show --wait waits for it.',
  },
  {
    id: 'MLC-HOST-002',
    kind: 'state',
    only: ofHosting,
    text: /cannot create already existing|already exists/i,
    says: ({ subject }) => `The name is taken: there is a ${subject} already.`,
  },
  {
    id: 'MLC-HOST-004',
    kind: 'state',
    only: ofHosting,
    text: /ManagedInstanceScaling is only supported for inference component/i,
    says: () =>
      'Managed instance scaling is for endpoints with inference components: variants without a model.',
    hint: () => 'Leave ModelName out of the variant, or scale it with mlctl endpoint autoscale.',
  },
  {
    id: 'MLC-HOST-005',
    kind: 'gate',
    name: /^ResourceLimitExceeded$/,
    says: ({ operation, subject }) => `A quota of this account forbids ${operation} (${subject}).`,
    hint: ({ serviceName }) =>
      `Take fewer or other instances, or ask for more: Service Quotas console, ${serviceName}.`,
  },
  {
    id: 'MLC-HOST-006',
    kind: 'state',
    only: ofHosting,
    text: /variant name\(?s?\)? .*(not present|non-unique)|variant .* (does not exist|was not found|not found)/i,
    says: ({ subject }) => `The ${subject} has no variant of this name.`,
    hint: () => 'mlctl endpoint show lists its variants.',
  },
  {
    id: 'MLC-HOST-010',
    kind: 'outcome',
    only: ofRuntime,
    name: /^(ModelError|ModelStreamError)$/,
    says: (situation) => `The model behind the ${situation.subject} failed${modelSaid(situation)}.`,
    hint: ({ fault }) =>
      fault.model.logStreamArn === undefined
        ? 'Its log says more: CloudWatch log group /aws/sagemaker/Endpoints/<endpoint>.'
        : `Its log says more: ${String(fault.model.logStreamArn)}`,
  },
  {
    id: 'MLC-HOST-007',
    kind: 'temporary',
    only: ofRuntime,
    name: /^ModelNotReadyException$/,
    says: ({ subject }) => `The model behind the ${subject} is not loaded yet.`,
    hint: () => 'A serverless or scaled-in model starts at the first call: try again in a minute.',
  },
  {
    id: 'MLC-HOST-011',
    kind: 'temporary',
    only: ofRuntime,
    text: /inference component has no capacity/i,
    says: ({ subject }) => `The inference component on the ${subject} has no copy to answer with.`,
    hint: () =>
      'Where it scales from zero the first copy takes minutes: try again. mlctl endpoint show tells its copies.',
  },
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    only: ofRuntime,
    text: /^(endpoint|inference component) .* not found/i,
    says: missing,
  },
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    only: ofScaling,
    name: /^ObjectNotFoundException$/,
    says: missing,
  },
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    only: ofScaling,
    text: /^no (scalable target|scaling policy|scheduled action)/i,
    says: missing,
  },
  {
    id: 'MLC-HOST-008',
    kind: 'temporary',
    only: ofScaling,
    name: /^ConcurrentUpdateException$/,
    says: ({ subject }) => `Application Auto Scaling is changing the ${subject} just now.`,
    hint: () => 'Run the same line again in a minute.',
  },
  {
    id: 'MLC-HOST-009',
    kind: 'access',
    only: ofScaling,
    name: /^FailedResourceAccessException$/,
    says: ({ subject }) => `Application Auto Scaling cannot reach what it scales (${subject}).`,
    hint: () =>
      'Its service-linked role AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint must exist, or be allowed to be made: iam:CreateServiceLinkedRole.',
  },
  {
    id: 'MLC-AWS-031',
    kind: 'temporary',
    only: (situation) => ofHosting(situation) || ofScaling(situation),
    text: /^rate exceeded/i,
    says: ({ serviceName, subject }) => `${serviceName} answers too many requests (${subject}).`,
    hint: () => 'Run the same line again in a minute; other callers of the account count too.',
  },
]
