import { TemporaryError } from '../errors.ts'
import type { AccountSecurity, UserView } from '../ports/account-security.ts'
import { type ReportedUser, readCredentialReport } from './credential-report.ts'
import { instead } from './explain.ts'
import type { AwsSession } from './session.ts'
import { accessKeysOf, hasConsolePassword, hasMfaDevice, listUsers } from './users.ts'

type Sleep = (ms: number) => Promise<void>

/** A report takes seconds; 60 tries are two minutes. */
const REPORT_POLL_MS = 2_000
const REPORT_TRIES = 60

/** Whoever may not have the report may perhaps ask user by user. */
const FORBIDDEN = ['MLC-AWS-002', 'MLC-AWS-003']

/**
 * The account and its users. `sleep` waits while IAM writes its credential report, which is up to four
 * hours old: IAM gives the one it has for so long.
 */
export const accountSecurityOf = (aws: AwsSession, sleep: Sleep): AccountSecurity => ({
  root: async () => {
    const what = { operation: 'GetAccountSummary', subject: 'the account' }
    const { SummaryMap } = await aws.iam(what, (client, sdk) =>
      client.send(new sdk.GetAccountSummaryCommand({})),
    )
    return {
      hasMfa: SummaryMap?.AccountMFAEnabled === 1,
      hasAccessKeys: (SummaryMap?.AccountAccessKeysPresent ?? 0) > 0,
    }
  },
  users: async () => {
    const report = await instead(reportOf(aws, sleep), FORBIDDEN, undefined)
    if (report === undefined) return inTurn(await listUsers(aws), (user) => asked(aws, user))
    return inTurn(report, (user) => reported(aws, user))
  },
})

const reportOf = async (aws: AwsSession, sleep: Sleep): Promise<readonly ReportedUser[]> => {
  const subject = 'the credential report'
  for (let tries = 0; tries < REPORT_TRIES; tries += 1) {
    const { State } = await aws.iam(
      { operation: 'GenerateCredentialReport', subject },
      (client, sdk) => client.send(new sdk.GenerateCredentialReportCommand({})),
    )
    if (State === 'COMPLETE') {
      const { Content } = await aws.iam(
        { operation: 'GetCredentialReport', subject },
        (client, sdk) => client.send(new sdk.GetCredentialReportCommand({})),
      )
      return readCredentialReport(new TextDecoder().decode(Content))
    }
    await sleep(REPORT_POLL_MS)
  }
  throw new TemporaryError('MLC-AWS-040', 'AWS IAM is still writing the credential report.', {
    hint: 'Run the same line again in a minute.',
  })
}

/** The report does not name keys; IAM does, to whoever may ask. */
const reported = async (aws: AwsSession, user: ReportedUser): Promise<UserView> => {
  const { accessKeys, ...rest } = user
  const unnamed = accessKeys.map(({ number, ...key }) => ({
    accessKeyId: `access key ${number}`,
    ...key,
  }))
  if (unnamed.length === 0) return { ...rest, accessKeys: [] }
  const named = await instead(accessKeysOf(aws, user.userName), FORBIDDEN, unnamed)
  return { ...rest, accessKeys: named }
}

const asked = async (
  aws: AwsSession,
  { userName, arn }: { readonly userName: string; readonly arn: string },
): Promise<UserView> => ({
  userName,
  arn,
  hasConsolePassword: await hasConsolePassword(aws, userName),
  hasMfa: await hasMfaDevice(aws, userName),
  accessKeys: await accessKeysOf(aws, userName),
})

/** IAM answers few calls a second of one account: one user after the other. */
const inTurn = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = []
  for (const item of items) done.push(await work(item))
  return done
}
