import type { MissingStatement } from '../checkup/finding.ts'
import { ok, unknown, type Verdict } from './checks.ts'

/** What was found out about one action. */
export type RightLook = {
  readonly action: string
  readonly resource: string
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny' | 'unknown'
  /** Which policy or rule decided, where it is known. */
  readonly why?: string
  readonly missingContextKeys: readonly string[]
  readonly allowedByOrganization?: boolean
  readonly allowedByBoundary?: boolean
  /** The name in the resource stands for any: a policy may allow the action for certain names alone. */
  readonly isMadeUp?: boolean
  /** Whether some statement allows it for other names; undefined where the policies cannot be read. */
  readonly isAllowedElsewhere?: boolean
}

export type RightsOf = {
  readonly to:
    | { readonly kind: 'caller'; readonly arn: string }
    | { readonly kind: 'role'; readonly roleName: string }
  readonly subject: string
  /** `you`, `the role` */
  readonly who: string
  /** The exact statements that allow these actions. */
  readonly statements: (looks: readonly RightLook[]) => readonly unknown[]
  readonly boundaryArn?: string
  /** A line that repairs it. */
  readonly command?: string
}

/** Why an action is refused; who must change what differs, so each reason is a finding of its own. */
const REASONS = ['organization', 'boundary', 'denied', 'missing', 'unlikely'] as const
type Reason = (typeof REASONS)[number]

const reasonOf = (look: RightLook): Reason | 'unknown' | undefined => {
  if (look.decision === 'allowed') return undefined
  if (look.allowedByOrganization === false) return 'organization'
  if (look.allowedByBoundary === false) return 'boundary'
  if (look.decision === 'explicitDeny') return 'denied'
  // A No for want of a context key proves nothing, and neither does one to a made-up name.
  const proves = look.missingContextKeys.length === 0 && look.isAllowedElsewhere !== true
  if (look.decision !== 'implicitDeny' || !proves) return 'unknown'
  return look.isMadeUp === true && look.isAllowedElsewhere === undefined ? 'unlikely' : 'missing'
}

/** All that is refused, by reason; or one `ok`. What cannot be told is said beside it. */
export const judgeRights = (looks: readonly RightLook[], of: RightsOf): readonly Verdict[] => {
  const by = (reason: Reason | 'unknown') => looks.filter((look) => reasonOf(look) === reason)
  const failures = REASONS.flatMap((reason) => {
    const refused = by(reason)
    return refused.length === 0 ? [] : [failure(reason, refused, of)]
  })
  const doubtful = by('unknown')
  const doubts = doubtful.length === 0 ? [] : [unknown(doubtText(doubtful), of.subject)]
  if (failures.length + doubts.length > 0) return [...failures, ...doubts]
  return [ok(`${looks.length} actions allowed`, of.subject)]
}

const failure = (reason: Reason, refused: readonly RightLook[], of: RightsOf): Verdict => {
  const actions = [...new Set(refused.map(({ action }) => action))]
  const list = actions.join(', ')
  const says: Readonly<Record<Reason, string>> = {
    organization: `a policy of the organization forbids ${of.who} ${list}`,
    boundary: `the permissions boundary keeps ${of.who} from ${list}`,
    denied: `a policy denies ${of.who} ${list}${whyText(refused)}`,
    missing: `no policy allows ${of.who} ${list}`,
    unlikely: `no policy allows ${of.who} ${list} for any name; perhaps for certain ones`,
  }
  return {
    status: reason === 'unlikely' ? 'warn' : 'fail',
    severity: reason === 'unlikely' ? 'medium' : 'high',
    subject: of.subject,
    detail: says[reason],
    evidence: refused.map(({ action, resource, decision, why }) => ({
      action,
      resource,
      decision,
      ...(why === undefined ? {} : { why }),
    })),
    remedy: remedy(reason, refused, of),
  }
}

const whyText = ([first]: readonly RightLook[]): string =>
  first?.why === undefined ? '' : ` (${first.why})`

const TEXTS: Readonly<Record<Reason, string>> = {
  organization:
    'No policy of the account can lift it: ask who manages the organization to allow this.',
  boundary: 'Ask whoever owns the boundary to add this statement to it.',
  denied: 'A Deny wins over every Allow: the statement that denies must except this.',
  missing: 'Add this statement.',
  unlikely: 'Unless your policies name the things you work with, add this statement.',
}

const remedy = (
  reason: Reason,
  refused: readonly RightLook[],
  of: RightsOf,
): NonNullable<Verdict['remedy']> => {
  const to: MissingStatement['to'] =
    reason === 'organization'
      ? { kind: 'organization' }
      : reason === 'boundary'
        ? { kind: 'boundary', ...(of.boundaryArn === undefined ? {} : { arn: of.boundaryArn }) }
        : of.to
  // A Deny is changed, not outdone: no statement to add would help.
  const missing = reason === 'denied' ? [] : of.statements(refused)
  const isFixable = reason === 'missing' && of.to.kind === 'role'
  return {
    text: TEXTS[reason],
    ...(reason === 'missing' && of.command !== undefined ? { command: of.command } : {}),
    ...(missing.length === 0 ? {} : { missing: missing.map((statement) => ({ to, statement })) }),
    ...(isFixable ? { isFixable } : {}),
  }
}

const MFA = 'aws:MultiFactorAuthPresent'

const doubtText = (doubtful: readonly RightLook[]): string => {
  const actions = [...new Set(doubtful.map(({ action }) => action))]
  const keys = [...new Set(doubtful.flatMap(({ missingContextKeys }) => missingContextKeys))]
  const list = actions.slice(0, 3).join(', ')
  const more = actions.length > 3 ? ` and ${actions.length - 3} more` : ''
  if (keys.includes(MFA)) return `${list}${more}: a policy asks for MFA; sign in with it`
  if (keys.length > 0) return `${list}${more}: policies ask for ${keys.join(', ')}`
  if (doubtful.some(({ isAllowedElsewhere }) => isAllowedElsewhere === true)) {
    return `${list}${more}: allowed for certain names alone, and none was given`
  }
  const [first] = doubtful
  return `${list}${more}: ${first?.why ?? 'it can be told neither by simulation nor from policies'}`
}
