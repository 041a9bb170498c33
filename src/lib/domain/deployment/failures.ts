/** A failure text of Bedrock and what it means. */
export type FailureExplanation = {
  readonly id: `MLC-${string}-${string}`
  readonly why: string
  readonly hint: string
}

type Row = FailureExplanation & { readonly matches: RegExp }

/** Failure messages of deployments and purchases, first match wins; facts: failures F13, F14, F20. */
const FAILURES: readonly Row[] = [
  {
    matches: /kms|encrypt|decrypt/i,
    id: 'MLC-DEP-011',
    why: 'The model is encrypted with a customer key that the caller or Bedrock cannot use.',
    hint: "Allow kms:Decrypt, kms:DescribeKey and kms:CreateGrant in the key's policy, then create it again.",
  },
  {
    matches: /quota|limit exceeded|model units reserved|capacity/i,
    id: 'MLC-DEP-012',
    why: 'A quota or the capacity of the region does not allow it.',
    hint: 'Delete what is not needed, or have the quota raised, then create it again.',
  },
  {
    matches: /legacy|end of life|deprecated/i,
    id: 'MLC-DEP-013',
    why: 'The base model is at the end of its life.',
    hint: 'Customize a base model that is Active: mlctl finetune models',
  },
  {
    matches: /not authorized|access ?denied/i,
    id: 'MLC-DEP-014',
    why: 'A permission was missing while Bedrock worked.',
    hint: 'See which permissions are missing: mlctl iam check',
  },
  {
    matches: /internal (server )?error|unexpected error/i,
    id: 'MLC-DEP-015',
    why: 'A fault on the side of the service, not of the model or the data.',
    hint: 'Delete the failed one and create it again; if it fails again, open a Support case.',
  },
]

/** What a failure text means; a plain row when it is none of the known ones. */
export const explainFailure = (message: string | undefined): FailureExplanation => {
  const row = FAILURES.find((one) => one.matches.test(message ?? ''))
  if (row !== undefined) return { id: row.id, why: row.why, hint: row.hint }
  return {
    id: 'MLC-DEP-010',
    why: message === undefined ? 'The service gives no reason.' : 'The reason is the text above.',
    hint: 'Delete the failed one and create it again.',
  }
}
