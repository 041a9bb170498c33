import type { Case } from './case.ts'

/** Refusals of keys that are there and do not work, by the codes of KMS; S3 passes them on. */
export const KEY_CASES: readonly Case[] = [
  {
    id: 'MLC-AWS-036',
    kind: 'state',
    name: /^(KMS\.)?(DisabledException|KMSInvalidStateException|KeyUnavailableException|InvalidKeyUsageException)$/,
    says: ({ operation, subject }) => `A KMS key does not work now: ${operation} (${subject}).`,
    hint: () =>
      'aws kms describe-key shows its state; enable it, cancel its deletion, or use another.',
  },
]
