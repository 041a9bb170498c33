import { parseOperator } from '../iam/conditions.ts'
import { type At, type Finding, finding } from './finding.ts'
import { type knownActions, unknownPart } from './known-actions.ts'
import { membersOf, type RawStatement, textsOf } from './read-statement.ts'

type Known = Awaited<ReturnType<typeof knownActions>>

const actionFindings = (statement: RawStatement, known: Known): readonly Finding[] =>
  ['Action', 'NotAction'].flatMap((name) =>
    textsOf(statement.member(name)).flatMap((item) => {
      const part = unknownPart(known, item.text)
      if (part === 'action') return [finding('INVALID_ACTION', item, item.text)]
      const [service = ''] = item.text.split(':')
      return part === 'service' ? [finding('INVALID_SERVICE_IN_ACTION', item, service)] : []
    }),
  )

/** Services whose ARNs name neither account nor region, or no region. */
const NO_ACCOUNT = new Set(['s3'])
const NO_REGION = new Set(['s3', 'iam'])
const PARTITIONS = /^(aws(-cn|-us-gov)?|\*|\$\{.*\})$/

const arnFindings = (at: At, arn: string): readonly Finding[] => {
  if (arn === '*') return []
  const [prefix = '', partition = '', service = '', region = '', account = ''] = arn.split(':')
  if (prefix !== 'arn') return [finding('INVALID_ARN_PREFIX', at)]
  if (arn.split(':').length < 6) return [finding('MISSING_ARN_FIELD', at)]
  // An access point's ARN names both; a bucket's and an object's name neither.
  const isPlainS3 = service === 's3' && !/:(accesspoint|job|storage-lens)\//.test(arn)
  const found: Finding[] = []
  if (!PARTITIONS.test(partition)) found.push(finding('INVALID_PARTITION', at, service, partition))
  if (account !== '' && NO_ACCOUNT.has(service) && isPlainS3) {
    found.push(finding('ARN_ACCOUNT_NOT_ALLOWED', at, service))
  } else if (!/^(\d{12}|aws|[^0-9]*[*?$].*|)$/.test(account)) {
    found.push(finding('INVALID_ARN_ACCOUNT', at, account))
  }
  if (region !== '' && NO_REGION.has(service) && (service !== 's3' || isPlainS3)) {
    found.push(finding('ARN_REGION_NOT_ALLOWED', at, service))
  }
  return found
}

const resourceFindings = (statement: RawStatement): readonly Finding[] =>
  ['Resource', 'NotResource'].flatMap((name) =>
    textsOf(statement.member(name)).flatMap((item) => arnFindings(item, item.text)),
  )

const PRINCIPAL_KEYS = ['AWS', 'Service', 'Federated', 'CanonicalUser']

const principalFindings = (statement: RawStatement): readonly Finding[] =>
  ['Principal', 'NotPrincipal'].flatMap((name) => {
    const principal = statement.member(name)
    if (principal === undefined) return []
    return membersOf(principal).flatMap((member) => {
      if (!PRINCIPAL_KEYS.includes(member.name)) {
        return [finding('INVALID_PRINCIPAL_KEY', member, member.name)]
      }
      return textsOf(member)
        .filter(({ text }) => /[*?]/.test(text) && !(text === '*' && member.name === 'AWS'))
        .map((item) => finding('UNSUPPORTED_WILDCARD_IN_PRINCIPAL', item, member.name))
    })
  })

/**
 * Global condition keys by the type of operator they take; those of a slash take a name after it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const GLOBAL_KEYS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...[
        'CalledVia',
        'CalledViaFirst',
        'CalledViaLast',
        'Ec2InstanceSourceVpc',
        'FederatedProvider',
      ],
      ...['PrincipalAccount', 'PrincipalOrgID', 'PrincipalOrgPaths', 'PrincipalServiceName'],
      ...[
        'PrincipalServiceNamesList',
        'PrincipalTag/',
        'PrincipalType',
        'referer',
        'RequestedRegion',
      ],
      ...['RequestTag/', 'ResourceAccount', 'ResourceOrgID', 'ResourceOrgPaths', 'ResourceTag/'],
      ...['SourceAccount', 'SourceIdentity', 'SourceOrgID', 'SourceOrgPaths', 'SourceVpc'],
      ...['SourceVpce', 'TagKeys', 'UserAgent', 'userid', 'username', 'ChatbotSourceArn'],
    ].map((key) => [`aws:${key}`.toLowerCase(), 'String']),
  ),
  'aws:principalarn': 'Arn',
  'aws:sourcearn': 'Arn',
  'aws:sourceip': 'IpAddress',
  'aws:vpcsourceip': 'IpAddress',
  'aws:ec2instancesourceprivateipv4': 'IpAddress',
  'aws:currenttime': 'Date',
  'aws:epochtime': 'Date',
  'aws:tokenissuetime': 'Date',
  'aws:multifactorauthage': 'Numeric',
  'aws:multifactorauthpresent': 'Bool',
  'aws:principalisawsservice': 'Bool',
  'aws:securetransport': 'Bool',
  'aws:viaawsservice': 'Bool',
}

/** Operators of these types compare as text whatever the key is; a date's key takes numbers too. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  Arn: ['String'],
  Date: ['Numeric', 'String'],
  Bool: ['String'],
}

const typeOf = (operator: string): string =>
  /^(?:For\w+:)?(Not)?(String|Arn|Numeric|Date|Bool|IpAddress|Binary|Null)/.exec(operator)?.[2] ??
  ''

const keyFindings = (operator: string, key: At & { readonly name: string }): readonly Finding[] => {
  if (!/^[\w-]+:.+$/.test(key.name)) return [finding('INVALID_CONDITION_KEY_FORMAT', key)]
  const name = key.name.toLowerCase().replace(/\/.*$/, '/')
  if (!name.startsWith('aws:')) return []
  const wanted = Object.hasOwn(GLOBAL_KEYS, name) ? GLOBAL_KEYS[name] : undefined
  if (wanted === undefined) return [finding('INVALID_GLOBAL_CONDITION_KEY', key, key.name)]
  const type = typeOf(operator)
  const fits = [wanted, 'Null', ...(ALSO[wanted] ?? [])].includes(type)
  return fits ? [] : [finding('TYPE_MISMATCH', key, wanted, operator, key.name)]
}

const conditionFindings = (statement: RawStatement): readonly Finding[] => {
  const condition = statement.member('Condition')
  if (condition === undefined) return []
  return membersOf(condition).flatMap((operator) => {
    if (operator.name === 'NullIfExists') return [finding('NULL_WITH_IF_EXISTS', operator)]
    if (parseOperator(operator.name) === undefined) {
      return [finding('INVALID_CONDITION_OPERATOR', operator, operator.name)]
    }
    return membersOf(operator).flatMap((key) => keyFindings(operator.name, key))
  })
}

/** What of the elements of a statement names nothing, or cannot be. */
export const elementFindings = (statement: RawStatement, known: Known): readonly Finding[] => [
  ...actionFindings(statement, known),
  ...resourceFindings(statement),
  ...principalFindings(statement),
  ...conditionFindings(statement),
]
