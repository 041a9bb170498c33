/** The sandbox's account: no real one has this number, so its ARNs cannot be mistaken. */
export const SANDBOX_ACCOUNT = '000000000000'

export const SANDBOX_USER = 'sandbox'

export const SANDBOX_USER_ARN = `arn:aws:iam::${SANDBOX_ACCOUNT}:user/${SANDBOX_USER}`
