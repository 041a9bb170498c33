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
  usersPerAccount: 5000,
  accessKeysPerUser: 2,
  mfaDevicesPerUser: 8,
  inlineCharactersOfUser: 2048,
  attachedPerUser: 10,
} as const

/** IAM counts every character of a document but white space. */
export const countedLength = (document: string): number => document.replace(/\s/g, '').length
