/** One line of IAM's credential report; times are ISO-8601. */
export type ReportedUser = {
  readonly userName: string
  readonly arn: string
  readonly hasConsolePassword: boolean
  readonly hasMfa: boolean
  /** The report numbers access keys instead of naming them. */
  readonly accessKeys: readonly {
    readonly number: 1 | 2
    readonly isActive: boolean
    readonly createdAt: string
    readonly lastUsedAt?: string
  }[]
}

/** Before the first of these columns stand the user's name and ARN. */
const NAMED = 2

/** `N/A`, `no_information` and `not_supported` stand for "nothing". */
const ISO_TIME = /^\d{4}-\d\d-\d\dT/

/**
 * The users of a credential report, without the root user's line.
 * Form: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html. Nothing is
 * quoted there and a user's name may hold commas, so columns are counted from the right.
 */
export const readCredentialReport = (csv: string): readonly ReportedUser[] => {
  const [head = '', ...lines] = csv.split(/\r?\n/).filter((line) => line !== '')
  const columns = head.split(',')
  return lines.map((line) => userOf(line, columns)).filter(({ arn }) => !arn.endsWith(':root'))
}

const userOf = (line: string, columns: readonly string[]): ReportedUser => {
  const cells = line.split(',')
  const values = cells.slice(NAMED - columns.length)
  const named = cells.slice(0, NAMED - columns.length).join(',')
  const at = named.indexOf(',arn:')
  const cell = (name: string): string => values[columns.indexOf(name) - NAMED] ?? ''
  return {
    userName: named.slice(0, at),
    arn: named.slice(at + 1),
    hasConsolePassword: cell('password_enabled') === 'true',
    hasMfa: cell('mfa_active') === 'true',
    accessKeys: ([1, 2] as const).flatMap((number) => keyOf(number, cell)),
  }
}

const keyOf = (number: 1 | 2, cell: (name: string) => string): ReportedUser['accessKeys'] => {
  const createdAt = timeOf(cell(`access_key_${number}_last_rotated`))
  // A slot that never had a key has no date.
  if (createdAt === undefined) return []
  const lastUsedAt = timeOf(cell(`access_key_${number}_last_used_date`))
  return [
    {
      number,
      isActive: cell(`access_key_${number}_active`) === 'true',
      createdAt,
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    },
  ]
}

/** The report writes `+00:00`; every time of mlctl ends in Z. */
const timeOf = (text: string): string | undefined =>
  ISO_TIME.test(text) ? text.replace(/(\.\d+)?\+00:00$/, 'Z') : undefined
