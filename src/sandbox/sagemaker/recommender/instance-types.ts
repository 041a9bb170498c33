/** What the recommender of the sandbox knows of an instance type. */
export type InstanceFacts = { readonly vCpus: number; readonly memoryGiB: number }

/**
 * vCPUs and memory of the types that a Default job tries, as the EC2 types of the same names have
 * them. Source: https://aws.amazon.com/ec2/instance-types/
 */
export const INSTANCE_TYPES: Readonly<Record<string, InstanceFacts>> = {
  'ml.t2.medium': { vCpus: 2, memoryGiB: 4 },
  'ml.m5.large': { vCpus: 2, memoryGiB: 8 },
  'ml.m5.xlarge': { vCpus: 4, memoryGiB: 16 },
  'ml.m5.2xlarge': { vCpus: 8, memoryGiB: 32 },
  'ml.m5.4xlarge': { vCpus: 16, memoryGiB: 64 },
  'ml.c5.large': { vCpus: 2, memoryGiB: 4 },
  'ml.c5.xlarge': { vCpus: 4, memoryGiB: 8 },
  'ml.c5.2xlarge': { vCpus: 8, memoryGiB: 16 },
  'ml.c6i.large': { vCpus: 2, memoryGiB: 4 },
  'ml.c6i.xlarge': { vCpus: 4, memoryGiB: 8 },
  'ml.r5.large': { vCpus: 2, memoryGiB: 16 },
  'ml.r5.xlarge': { vCpus: 4, memoryGiB: 32 },
  'ml.g4dn.xlarge': { vCpus: 4, memoryGiB: 16 },
  'ml.g5.xlarge': { vCpus: 4, memoryGiB: 16 },
}

/** What a Default job tries where the request names no types. */
export const DEFAULT_TYPES: readonly string[] = [
  'ml.c5.large',
  'ml.m5.large',
  'ml.c5.xlarge',
  'ml.m5.xlarge',
  'ml.c5.2xlarge',
]

/**
 * The stand-in's own price of a vCPU and an hour in USD, for every type: round on purpose, and not
 * AWS's. It ranks what the sandbox measured; no bill follows from it.
 */
export const USD_PER_VCPU_HOUR = 0.05
