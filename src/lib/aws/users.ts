import type { UserView } from '../ports/account-security.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, isoOrAbsent, present } from './values.ts'

/** All IAM users of the account. */
export const listUsers = (
  aws: AwsSession,
): Promise<readonly { readonly userName: string; readonly arn: string }[]> =>
  allPages((Marker) =>
    aws.iam({ operation: 'ListUsers', subject: 'list of users' }, async (client, sdk) => {
      const page = await client.send(new sdk.ListUsersCommand(present({ Marker })))
      return {
        items: (page.Users ?? []).map(({ UserName = '', Arn = '' }) => ({
          userName: UserName,
          arn: Arn,
        })),
        next: page.IsTruncated ? page.Marker : undefined,
      }
    }),
  )

/** A user who may sign in to the console has a login profile. */
export const hasConsolePassword = async (aws: AwsSession, UserName: string): Promise<boolean> => {
  const found = await instead(
    aws.iam({ operation: 'GetLoginProfile', subject: subject(UserName) }, (client, sdk) =>
      client.send(new sdk.GetLoginProfileCommand({ UserName })),
    ),
    [NOT_FOUND],
    undefined,
  )
  return found !== undefined
}

export const hasMfaDevice = async (aws: AwsSession, UserName: string): Promise<boolean> => {
  const { MFADevices = [] } = await aws.iam(
    { operation: 'ListMFADevices', subject: subject(UserName) },
    (client, sdk) => client.send(new sdk.ListMFADevicesCommand({ UserName })),
  )
  return MFADevices.length > 0
}

/** The user's access keys, each with its last use. */
export const accessKeysOf = async (
  aws: AwsSession,
  UserName: string,
): Promise<UserView['accessKeys']> => {
  const keys = await allPages((Marker) =>
    aws.iam({ operation: 'ListAccessKeys', subject: subject(UserName) }, async (client, sdk) => {
      const page = await client.send(
        new sdk.ListAccessKeysCommand({ UserName, ...present({ Marker }) }),
      )
      const next = page.IsTruncated ? page.Marker : undefined
      return { items: page.AccessKeyMetadata ?? [], next }
    }),
  )
  return Promise.all(
    keys.map(async ({ AccessKeyId = '', Status, CreateDate }) => ({
      accessKeyId: AccessKeyId,
      isActive: Status === 'Active',
      createdAt: iso(CreateDate),
      ...present({ lastUsedAt: await lastUse(aws, UserName, AccessKeyId) }),
    })),
  )
}

const lastUse = async (
  aws: AwsSession,
  userName: string,
  AccessKeyId: string,
): Promise<string | undefined> => {
  const { AccessKeyLastUsed } = await aws.iam(
    { operation: 'GetAccessKeyLastUsed', subject: subject(userName) },
    (client, sdk) => client.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId })),
  )
  return isoOrAbsent(AccessKeyLastUsed?.LastUsedDate)
}

const subject = (userName: string): string => `user ${userName}`
