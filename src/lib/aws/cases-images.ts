import type { Case, Situation } from './case.ts'

const ofEcr = ({ service }: Situation): boolean => service === 'ecr'

/** ECR's refusals, by the codes of its API model. */
export const IMAGE_CASES: readonly Case[] = [
  {
    id: 'MLC-AWS-020',
    kind: 'state',
    only: ofEcr,
    name: /^(Repository|Image|Scan|LifecyclePolicy|RepositoryPolicy)NotFoundException$/,
    says: ({ serviceName, subject, fault }) =>
      fault.name === 'RepositoryNotFoundException'
        ? `${serviceName} has no ${subject} here.`
        : `${serviceName} has no such thing in the ${subject}.`,
    hint: () => 'Check name, region and account; mlctl container push --create makes a repository.',
  },
  {
    id: 'MLC-CTR-101',
    kind: 'state',
    only: ofEcr,
    name: /^ImageTagAlreadyExistsException$/,
    says: ({ subject }) => `The tag is taken, and tags of the ${subject} stay with their image.`,
    hint: () => 'Take another tag: git-<commit> is new for each commit.',
  },
  {
    id: 'MLC-CTR-102',
    kind: 'outcome',
    only: ofEcr,
    name: /^(InvalidLayer(Part)?|LayerPartTooSmall|EmptyUpload)Exception$/,
    says: ({ subject }) => `ECR does not take a layer for the ${subject}.`,
    hint: () => 'Run the same line again: the layer is sent anew.',
  },
  {
    id: 'MLC-CTR-103',
    kind: 'state',
    only: ofEcr,
    name: /^UploadNotFoundException$/,
    says: ({ subject }) => `ECR no longer knows an upload to the ${subject}.`,
    hint: () => 'Run the same line again: the layer is sent anew.',
  },
  {
    id: 'MLC-CTR-104',
    kind: 'state',
    only: ofEcr,
    name: /^(Layers|ReferencedImages)NotFoundException$/,
    says: ({ subject }) => `The ${subject} lacks layers of the image.`,
    hint: () => 'Push the image itself: mlctl container push sends what is missing.',
  },
  {
    id: 'MLC-CTR-121',
    kind: 'access',
    only: ofEcr,
    name: /^KmsException$/,
    says: ({ subject }) => `The KMS key of the ${subject} cannot be used.`,
    hint: () => 'The key must exist, be enabled, and let you and ECR use it (kms:CreateGrant).',
  },
  {
    id: 'MLC-CTR-120',
    kind: 'gate',
    only: ofEcr,
    name: /^(LimitExceeded|TooManyTags)Exception$/,
    says: ({ operation, subject }) => `A quota of ECR forbids ${operation} (${subject}).`,
    hint: () => 'Delete what is not needed, or ask for more: Service Quotas console, Amazon ECR.',
  },
]
