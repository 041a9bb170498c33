/** What is known of a family of hosting instances. */
export type InstanceFamily = {
  readonly family: string
  readonly kind: 'cpu' | 'gpu' | 'neuron' | 'habana'
  readonly arch: 'x86_64' | 'arm64'
  /** Memory per vCPU, in GiB; absent where sizes differ too much for one figure. */
  readonly memoryPerVcpuGib?: number
  /** Memory of one accelerator, in GiB. */
  readonly acceleratorMemoryGib?: number
  /** Listed by the API, and scarce or withdrawn in practice. */
  readonly old?: true
}

const cpu = (
  family: string,
  memoryPerVcpuGib: number,
  arch: InstanceFamily['arch'] = 'x86_64',
): InstanceFamily => ({ family, kind: 'cpu', arch, memoryPerVcpuGib })

const gpu = (family: string, acceleratorMemoryGib: number, old?: true): InstanceFamily => ({
  family,
  kind: 'gpu',
  arch: family.startsWith('p6e') ? 'arm64' : 'x86_64',
  acceleratorMemoryGib,
  ...(old === undefined ? {} : { old }),
})

/**
 * Families of `ProductionVariantInstanceType` (SageMaker API model, 2026). Never a closed list: an
 * unknown one is a warning, and AWS decides. Memory per vCPU is the EC2 families' own ratio: c 2 GiB,
 * m 4 GiB, r 8 GiB.
 */
export const INSTANCE_FAMILIES: readonly InstanceFamily[] = [
  ...['m4', 'm5', 'm5d', 'm6i', 'm6id', 'm7i'].map((family) => cpu(family, 4)),
  ...['c4', 'c5', 'c5d', 'c6i', 'c6id', 'c7i'].map((family) => cpu(family, 2)),
  ...['r5', 'r5d', 'r6i', 'r6id', 'r7i'].map((family) => cpu(family, 8)),
  ...['m6g', 'm6gd', 'm8g'].map((family) => cpu(family, 4, 'arm64')),
  ...['c6g', 'c6gd', 'c6gn', 'c7g', 'c8g'].map((family) => cpu(family, 2, 'arm64')),
  ...['r6g', 'r6gd', 'r7g', 'r7gd', 'r8g'].map((family) => cpu(family, 8, 'arm64')),
  { family: 't2', kind: 'cpu', arch: 'x86_64', memoryPerVcpuGib: 4, old: true },
  gpu('g4dn', 16),
  gpu('g5', 24),
  gpu('g6', 24),
  gpu('g6e', 48),
  gpu('g7', 32),
  gpu('g7e', 96),
  gpu('p2', 12, true),
  gpu('p3', 16, true),
  gpu('p4d', 40),
  gpu('p4de', 80),
  gpu('p5', 80),
  gpu('p5e', 141),
  gpu('p5en', 141),
  gpu('p6-b200', 180),
  gpu('p6-b300', 268),
  gpu('p6e-gb200', 186),
  ...['inf1', 'inf2', 'trn1', 'trn1n', 'trn2'].map(
    (family): InstanceFamily => ({
      family,
      kind: 'neuron',
      arch: 'x86_64',
    }),
  ),
  { family: 'dl1', kind: 'habana', arch: 'x86_64', acceleratorMemoryGib: 32 },
]

/** `m5` and `xlarge` of `ml.m5.xlarge`; undefined for what is no instance type. */
export const instanceParts = (
  instanceType: string,
): { readonly family: string; readonly size: string } | undefined => {
  const [, family, size] =
    /^ml\.([a-z0-9-]+)\.(\d*x?large|medium|metal[\w-]*)$/.exec(instanceType) ?? []
  return family === undefined || size === undefined ? undefined : { family, size }
}

/** The row of an instance type's family; undefined when the family is unknown here. */
export const familyOf = (instanceType: string): InstanceFamily | undefined => {
  const parts = instanceParts(instanceType)
  return INSTANCE_FAMILIES.find(({ family }) => family === parts?.family)
}

/** vCPUs of a size: large 2, xlarge 4, then four per x (EC2's naming); undefined for others. */
export const vcpusOf = (instanceType: string): number | undefined => {
  const size = instanceParts(instanceType)?.size
  if (size === 'medium') return 1
  if (size === 'large') return 2
  const times = /^(\d*)xlarge$/.exec(size ?? '')?.[1]
  return times === undefined ? undefined : 4 * Number(times || 1)
}

/** Memory in GiB of a CPU instance; undefined where it is not known here. */
export const memoryGibOf = (instanceType: string): number | undefined => {
  const [vcpus, ratio] = [vcpusOf(instanceType), familyOf(instanceType)?.memoryPerVcpuGib]
  return vcpus === undefined || ratio === undefined ? undefined : vcpus * ratio
}
