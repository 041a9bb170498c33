/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const LIMITS = {
  trustCharacters: 2048,
  inlineCharacters: 10_240,
  managedCharacters: 6144,
  attachedPerRole: 10,
  rolesPerAccount: 1000,
  policiesPerAccount: 1500,
  versionsPerPolicy: 5,
  tagsPerRole: 50,
} as const

/** IAM counts every character of a document but white space. */
export const countedLength = (document: string): number => document.replace(/\s/g, '').length
