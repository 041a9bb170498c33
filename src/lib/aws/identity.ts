import { parseArn } from '../domain/core/arn.ts'
import type { Identity } from '../ports/identity.ts'
import type { AwsSession } from './session.ts'

/** STS: GetCallerIdentity, which no policy can forbid. */
export const identityOf = (aws: AwsSession): Identity => ({
  whoAmI: async () => {
    const caller = await aws.sts(
      { operation: 'GetCallerIdentity', subject: 'your credentials' },
      (client, sdk) => client.send(new sdk.GetCallerIdentityCommand({})),
    )
    const arn = caller.Arn ?? ''
    return {
      account: caller.Account ?? '',
      arn,
      userId: caller.UserId ?? '',
      partition: parseArn(arn)?.partition ?? 'aws',
    }
  },
})
