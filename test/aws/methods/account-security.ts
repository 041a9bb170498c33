import { error, type MethodCase, pages, type Reply } from '../stage.ts'

const CREATED = '2026-01-02T03:04:05Z'
const USED = '2026-11-02T03:04:00Z'
const arnOf = (name: string): string => `arn:aws:iam::123456789012:user/${name}`

const COLUMNS =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated'
const TIME = '2026-01-02T03:04:05+00:00'
const NO_KEY = 'false,N/A,N/A,N/A,N/A'
const NO_CERTIFICATES = 'false,N/A,false,N/A'
const line = (name: string, password: string, mfa: boolean, keys: string): string =>
  `${name},${arnOf(name)},${TIME},${password},${mfa},${keys},${NO_CERTIFICATES}`
const REPORT = [
  COLUMNS,
  `<root_account>,arn:aws:iam::123456789012:root,${TIME},not_supported,${TIME},not_supported,not_supported,true,${NO_KEY},${NO_KEY},${NO_CERTIFICATES}`,
  // A user's name may hold commas.
  line('a,b', 'true,no_information,N/A,N/A', true, `${NO_KEY},${NO_KEY}`),
  line(
    'ci',
    'false,N/A,N/A,N/A',
    false,
    `true,${TIME},2026-11-02T03:04:00+00:00,eu-west-1,s3,${NO_KEY}`,
  ),
].join('\n')
const written = (csv: string): Readonly<Record<string, Reply>> => ({
  'iam.GenerateCredentialReport': { State: 'COMPLETE' },
  'iam.GetCredentialReport': {
    Content: Buffer.from(csv),
    ReportFormat: 'text/csv',
    GeneratedTime: new Date(CREATED),
  },
})
const keysOfCi: Readonly<Record<string, Reply>> = {
  'iam.ListAccessKeys': pages('Marker', [
    {
      AccessKeyMetadata: [
        {
          UserName: 'ci',
          AccessKeyId: 'AKIAEXAMPLEEXAMPLE01',
          Status: 'Active',
          CreateDate: new Date(CREATED),
        },
      ],
      IsTruncated: true,
      Marker: '1',
    },
    {
      AccessKeyMetadata: [
        {
          UserName: 'ci',
          AccessKeyId: 'AKIAEXAMPLEEXAMPLE02',
          Status: 'Inactive',
          CreateDate: new Date(CREATED),
        },
      ],
      IsTruncated: false,
    },
  ]),
  'iam.GetAccessKeyLastUsed': ({ input }) => ({
    UserName: 'ci',
    AccessKeyLastUsed: {
      ...(input.AccessKeyId === 'AKIAEXAMPLEEXAMPLE01' ? { LastUsedDate: new Date(USED) } : {}),
      ServiceName: 's3',
      Region: 'eu-west-1',
    },
  }),
}
const NAMED_KEYS = [
  { accessKeyId: 'AKIAEXAMPLEEXAMPLE01', isActive: true, createdAt: CREATED, lastUsedAt: USED },
  { accessKeyId: 'AKIAEXAMPLEEXAMPLE02', isActive: false, createdAt: CREATED },
]
const AB = {
  userName: 'a,b',
  arn: arnOf('a,b'),
  hasConsolePassword: true,
  hasMfa: true,
  accessKeys: [],
}
const ci = (accessKeys: readonly unknown[]) => ({
  userName: 'ci',
  arn: arnOf('ci'),
  hasConsolePassword: false,
  hasMfa: false,
  accessKeys,
})
const forbidden = error('AccessDenied', 'not authorized to perform', 403)

export const accountSummaryMethods: readonly MethodCase[] = [
  {
    method: 'accountSecurity.root',
    run: (ports) => ports.accountSecurity.root(),
    replies: {
      'iam.GetAccountSummary': {
        SummaryMap: { AccountMFAEnabled: 1, AccountAccessKeysPresent: 2 },
      },
    },
    gives: { hasMfa: true, hasAccessKeys: true },
    calls: ['GetAccountSummary'],
  },
]

/** Most operations on users are not in ../shared/aws-models. */
export const accountUserMethods: readonly MethodCase[] = [
  {
    method: 'accountSecurity.users from the credential report, which takes its time',
    run: (ports) => ports.accountSecurity.users(),
    replies: {
      ...written(REPORT),
      ...keysOfCi,
      'iam.GenerateCredentialReport': inTurn([
        { State: 'STARTED' },
        { State: 'INPROGRESS' },
        { State: 'COMPLETE' },
      ]),
    },
    gives: [AB, ci(NAMED_KEYS)],
    calls: [
      'GenerateCredentialReport',
      'GenerateCredentialReport',
      'GenerateCredentialReport',
      'GetCredentialReport',
      'ListAccessKeys',
      'ListAccessKeys',
      'GetAccessKeyLastUsed',
      'GetAccessKeyLastUsed',
    ],
  },
  {
    method: 'accountSecurity.users from the report alone where keys may not be listed',
    run: (ports) => ports.accountSecurity.users(),
    replies: { ...written(REPORT), 'iam.ListAccessKeys': forbidden },
    gives: [
      AB,
      ci([{ accessKeyId: 'access key 1', isActive: true, createdAt: CREATED, lastUsedAt: USED }]),
    ],
    calls: ['GenerateCredentialReport', 'GetCredentialReport', 'ListAccessKeys'],
  },
  {
    method: 'accountSecurity.users one by one where the report is forbidden',
    run: (ports) => ports.accountSecurity.users(),
    replies: {
      ...keysOfCi,
      'iam.GenerateCredentialReport': forbidden,
      'iam.ListUsers': {
        Users: [
          {
            Path: '/',
            UserName: 'ci',
            UserId: 'AIDAEXAMPLEEXAMPLE12',
            Arn: arnOf('ci'),
            CreateDate: new Date(CREATED),
          },
        ],
        IsTruncated: false,
      },
      'iam.GetLoginProfile': error(
        'NoSuchEntity',
        'Login Profile for User ci cannot be found.',
        404,
      ),
      'iam.ListMFADevices': {
        MFADevices: [
          { UserName: 'ci', SerialNumber: 'GAHT12345678', EnableDate: new Date(CREATED) },
        ],
        IsTruncated: false,
      },
    },
    gives: [{ ...ci(NAMED_KEYS), hasMfa: true }],
    calls: [
      'GenerateCredentialReport',
      'ListUsers',
      'GetLoginProfile',
      'ListMFADevices',
      'ListAccessKeys',
      'ListAccessKeys',
      'GetAccessKeyLastUsed',
      'GetAccessKeyLastUsed',
    ],
  },
  {
    method: 'accountSecurity.users gives up on a report that is never written',
    run: (ports) =>
      ports.accountSecurity.users().catch((failure: { code: string }) => failure.code),
    replies: { 'iam.GenerateCredentialReport': { State: 'INPROGRESS' } },
    gives: 'MLC-AWS-040',
    calls: Array.from({ length: 60 }, () => 'GenerateCredentialReport'),
  },
]

function inTurn(answers: readonly Readonly<Record<string, unknown>>[]): Reply {
  let next = 0
  return () => {
    next += 1
    return answers[next - 1]
  }
}
