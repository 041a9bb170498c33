/** What a container is tested as. */
export const CONTRACT_KINDS = ['training', 'serving', 'processing'] as const
export type ContractKind = (typeof CONTRACT_KINDS)[number]
