import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { LIMITS } from './limits.ts'
import {
  type AccessKeyRecord,
  changeIam,
  type IamDocument,
  readIam,
  type UserRecord,
} from './records.ts'

const ROOT = { hasMfa: true, accessKeys: 0 }

/** IAM writes no new report while the last one is younger than this. */
const REPORT_LASTS_MS = 4 * 3_600_000
const REPORT_SECONDS = 5

const summary = (call: Call): Output => {
  const iam = readIam(call.documents)
  const users = Object.values(iam.users)
  const root = iam.root ?? ROOT
  const inUse = users.reduce((sum, user) => sum + (user.mfaDevices ?? []).length, 0)
  return {
    SummaryMap: {
      AccountMFAEnabled: root.hasMfa ? 1 : 0,
      AccountAccessKeysPresent: root.accessKeys,
      AccountSigningCertificatesPresent: 0,
      Users: users.length,
      UsersQuota: LIMITS.usersPerAccount,
      Roles: Object.keys(iam.roles).length,
      RolesQuota: LIMITS.rolesPerAccount,
      Policies: Object.keys(iam.policies).length,
      PoliciesQuota: LIMITS.policiesPerAccount,
      MFADevices: inUse + Object.keys(iam.virtualDevices ?? {}).length,
      MFADevicesInUse: inUse,
      AccessKeysPerUserQuota: LIMITS.accessKeysPerUser,
    },
  }
}

/** The first call starts it, later ones tell when it is written. */
const generate = (call: Call): Output => {
  const now = call.clock.now()
  return changeIam(call.documents, (iam) => {
    const at = iam.reportedAt
    if (at === undefined || now - at > REPORT_LASTS_MS) {
      iam.reportedAt = now
      const Description = 'No report exists. Starting a new report generation task'
      return { State: 'STARTED', Description }
    }
    return { State: now < at + call.clock.duration(REPORT_SECONDS) ? 'INPROGRESS' : 'COMPLETE' }
  })
}

const gone = (code: string, message: string): ServiceError => new ServiceError(code, message, 410)

const report = (call: Call): Output => {
  const iam = readIam(call.documents)
  const at = iam.reportedAt
  if (at === undefined) throw gone('ReportNotPresent', 'No report was found. Generate one first.')
  const now = call.clock.now()
  if (now < at + call.clock.duration(REPORT_SECONDS)) {
    throw new ServiceError('ReportInProgress', 'A report is being generated.', 404)
  }
  if (now - at > REPORT_LASTS_MS)
    throw gone('ReportExpired', 'The report is older than four hours.')
  return {
    Content: Buffer.from(csvOf(iam, call.accountId)),
    ReportFormat: 'text/csv',
    GeneratedTime: new Date(at),
  }
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((n) => [
    `access_key_${n}_active`,
    `access_key_${n}_last_rotated`,
    `access_key_${n}_last_used_date`,
    `access_key_${n}_last_used_region`,
    `access_key_${n}_last_used_service`,
  ]),
  ...[1, 2].flatMap((n) => [`cert_${n}_active`, `cert_${n}_last_rotated`]),
]

const NO_CERTIFICATES = ['false', 'N/A', 'false', 'N/A']

const csvOf = (iam: IamDocument, account: string): string => {
  const users = Object.values(iam.users).sort((a, b) => (a.name < b.name ? -1 : 1))
  const lines = [rootLine(iam.root ?? ROOT, account), ...users.map(userLine)]
  return [COLUMNS, ...lines].map((cells) => cells.join(',')).join('\n')
}

/** The report writes its offset out. */
const timeText = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00')

const rootLine = (root: typeof ROOT, account: string): readonly string[] => [
  '<root_account>',
  `arn:aws:iam::${account}:root`,
  timeText(0),
  // Of the root user's password the report says nothing.
  'not_supported',
  'no_information',
  'not_supported',
  'not_supported',
  String(root.hasMfa),
  ...[1, 2].flatMap((n) => [String(root.accessKeys >= n), ...keyDates(undefined)]),
  ...NO_CERTIFICATES,
]

const userLine = (user: UserRecord): readonly string[] => {
  const set = user.passwordSetAt
  return [
    user.name,
    user.arn,
    timeText(user.createdAt),
    String(set !== undefined),
    set === undefined ? 'N/A' : 'no_information',
    set === undefined ? 'N/A' : timeText(set),
    'N/A',
    String((user.mfaDevices ?? []).length > 0),
    ...[0, 1].flatMap((slot) => {
      const key = user.accessKeys?.[slot]
      return [String(key?.isActive === true), ...keyDates(key)]
    }),
    ...NO_CERTIFICATES,
  ]
}

const keyDates = (key: AccessKeyRecord | undefined): readonly string[] => [
  key === undefined ? 'N/A' : timeText(key.createdAt),
  ...(key?.lastUsed === undefined
    ? ['N/A', 'N/A', 'N/A']
    : [timeText(key.lastUsed.at), key.lastUsed.region, key.lastUsed.service]),
]

export const accountOperations = {
  GetAccountSummary: (call: Call, _input: Input): Output => summary(call),
  GenerateCredentialReport: (call: Call): Output => generate(call),
  GetCredentialReport: (call: Call): Output => report(call),
}
