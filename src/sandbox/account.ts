/** The sandbox's account: no real one has this number, so its ARNs cannot be mistaken. */
export const SANDBOX_ACCOUNT = '000000000000'

export const SANDBOX_USER = 'sandbox'

export const SANDBOX_USER_ARN = `arn:aws:iam::${SANDBOX_ACCOUNT}:user/${SANDBOX_USER}`

/**
 * The account that an access key id of twelve digits stands for, so that somebody else's buckets and keys
 * can be made and used; undefined for every other key, and for the sandbox's own number.
 */
export const neighbourAccount = (accessKeyId: string): string | undefined =>
  /^\d{12}$/.test(accessKeyId) && accessKeyId !== SANDBOX_ACCOUNT ? accessKeyId : undefined

/** The account in an ARN; empty where it has none. */
export const accountIn = (arn: string): string => arn.split(':')[4] ?? ''
