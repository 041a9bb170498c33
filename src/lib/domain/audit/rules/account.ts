import type { TrailView } from '../../../ports/trails.ts'
import { countOf } from '../../core/count.ts'
import { epochOf } from '../../core/duration.ts'
import type { LoggingFacts, RootFacts, TrailFacts, UserFacts } from '../facts.ts'
import { demand, judged, NOT_APPLICABLE, type Rule, type Verdict } from '../rule.ts'

const TRAIL_DOCS = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide'
const IAM_DOCS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

/** Facts §9: access keys older than this are a finding. */
const MAX_KEY_AGE_DAYS = 90
const DAY_MS = 86_400_000

/** CloudTrail: A13 and A14. */
export const TRAIL_RULES: readonly Rule<TrailFacts>[] = [
  {
    id: 'A13.trail',
    title: 'A trail records',
    severity: 'high',
    what: 'At least one trail is logging management events.',
    why: 'Nobody can say afterwards who created, changed or deleted what.',
    source: `${TRAIL_DOCS}/best-practices-security.html`,
    remedy: 'Create a trail and start it.',
    judge: ({ trails }) =>
      judged(trails, (all) =>
        demand(
          logging(all).some(({ hasManagementEvents }) => hasManagementEvents !== false),
          all.length === 0 ? 'There is no trail.' : 'No trail records management events.',
          all.map(({ name, isLogging, hasManagementEvents }) => ({
            name,
            isLogging,
            hasManagementEvents,
          })),
        ),
      ),
    command: () =>
      'aws cloudtrail create-trail --name audit --s3-bucket-name LOG_BUCKET --is-multi-region-trail --enable-log-file-validation && aws cloudtrail start-logging --name audit',
  },
  {
    id: 'A13.all-regions',
    title: 'A trail of all regions',
    severity: 'medium',
    what: 'A trail that is logging covers all regions.',
    why: 'What happens in another region, mining on GPUs for example, leaves no trace.',
    source: `${TRAIL_DOCS}/cloudtrail-multi-region-trails.html`,
    remedy: 'Make a trail multi-region.',
    judge: ({ trails }) =>
      ofLogging(trails, (all) =>
        demand(
          all.some(({ isMultiRegion }) => isMultiRegion),
          'Every trail covers one region alone.',
          all.map(({ name, homeRegion, isMultiRegion }) => ({ name, homeRegion, isMultiRegion })),
        ),
      ),
    command: ({ trails }) =>
      `aws cloudtrail update-trail --name ${firstOf(trails)} --is-multi-region-trail`,
  },
  {
    id: 'A13.validation',
    title: 'Validation of log files',
    severity: 'low',
    what: 'A trail that is logging signs its files.',
    why: 'Changed or deleted log files would not be noticed.',
    source: `${TRAIL_DOCS}/cloudtrail-log-file-validation-intro.html`,
    remedy: 'Enable log file validation.',
    judge: ({ trails }) =>
      ofLogging(trails, (all) => {
        const without = all.filter(({ hasLogFileValidation }) => !hasLogFileValidation)
        const names = without.map(({ name }) => name)
        return demand(without.length === 0, `Not validated: ${names.join(', ')}.`, { names })
      }),
    command: ({ trails }) =>
      `aws cloudtrail update-trail --name ${firstOf(trails, (one) => !one.hasLogFileValidation)} --enable-log-file-validation`,
  },
  {
    id: 'A13.delivery',
    title: 'Delivery of log files',
    severity: 'high',
    what: 'The last delivery of each trail that is logging succeeded.',
    why: 'The trail looks fine and records nothing.',
    source: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
    remedy: 'Repair the policy of the log bucket, or of its key.',
    judge: ({ trails }) =>
      ofLogging(trails, (all) => {
        const failing = all.filter((one) => (one.latestDeliveryError ?? '') !== '')
        const words = failing.map((one) => `${one.name}: ${one.latestDeliveryError}`)
        return demand(failing.length === 0, `${words.join('; ')}.`, { words })
      }),
    command: ({ trails }) =>
      `aws cloudtrail get-trail-status --name ${firstOf(trails, (one) => (one.latestDeliveryError ?? '') !== '')}`,
  },
  {
    id: 'A14.data-events',
    title: 'Data events of S3',
    severity: 'low',
    what: 'A trail records who reads and writes objects.',
    why: 'Management events do not say who read the training data.',
    source: `${TRAIL_DOCS}/logging-data-events-with-cloudtrail.html`,
    remedy: 'Record data events of AWS::S3::Object; they are billed by their number.',
    judge: ({ trails }) =>
      ofLogging(trails, (all) => {
        const types = [...new Set(all.flatMap(({ dataEventTypes }) => dataEventTypes ?? []))]
        if (types.includes('AWS::S3::Object')) return { status: 'ok' }
        if (all.some(({ dataEventTypes }) => dataEventTypes === undefined)) {
          const action = 'cloudtrail:GetEventSelectors'
          return { status: 'unknown', unread: { why: `${action} is missing`, action } }
        }
        return demand(false, 'No trail records data events of S3.', { dataEventTypes: types })
      }),
    command: ({ trails }) =>
      `aws cloudtrail put-event-selectors --trail-name ${firstOf(trails)} --advanced-event-selectors file://selectors.json`,
  },
]

/** Bedrock: A15. */
export const LOGGING_RULES: readonly Rule<LoggingFacts>[] = [
  {
    id: 'A15.invocation-log',
    title: 'Log of model invocations',
    severity: 'low',
    what: 'Bedrock logs prompts and answers of this region.',
    why: 'Abuse and leaks by prompts cannot be found afterwards.',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html',
    remedy: 'Log invocations to S3 or CloudWatch; the log then holds whatever users write.',
    judge: ({ targets }) =>
      judged(targets, (set) =>
        demand(set !== undefined, 'Invocations are not logged.', { loggingConfig: null }),
      ),
    command: () =>
      'aws bedrock put-model-invocation-logging-configuration --logging-config file://logging.json',
  },
]

/** The root user: A21. */
export const ROOT_RULES: readonly Rule<RootFacts>[] = [
  {
    id: 'A21.root-mfa',
    title: 'MFA of the root user',
    severity: 'critical',
    what: 'The root user has MFA.',
    why: 'Nothing limits the root user: its password alone is the whole account.',
    source: `${IAM_DOCS}/enable-mfa-for-root.html`,
    remedy: 'Sign in as root and register an MFA device; no API can do it.',
    judge: ({ root }) =>
      judged(root, ({ hasMfa }) =>
        demand(hasMfa, 'The root user has no MFA.', { AccountMFAEnabled: hasMfa ? 1 : 0 }),
      ),
  },
  {
    id: 'A21.root-keys',
    title: 'Access keys of the root user',
    severity: 'critical',
    what: 'The root user has no access keys.',
    why: 'Whoever finds one owns the account, without MFA and without limits.',
    source: `${IAM_DOCS}/root-user-best-practices.html`,
    remedy: 'Sign in as root and delete its access keys.',
    judge: ({ root }) =>
      judged(root, ({ hasAccessKeys }) =>
        demand(!hasAccessKeys, 'The root user has access keys.', {
          AccountAccessKeysPresent: hasAccessKeys ? 1 : 0,
        }),
      ),
  },
]

/** IAM users: A21. */
export const USER_RULES: readonly Rule<UserFacts>[] = [
  {
    id: 'A21.user-mfa',
    title: 'MFA of users',
    severity: 'high',
    what: 'Users with a password have MFA.',
    why: 'A guessed or reused password is enough to sign in.',
    source: `${IAM_DOCS}/id_credentials_mfa.html`,
    remedy: 'Register an MFA device, or take the password away.',
    judge: ({ user }) =>
      judged(user, ({ hasConsolePassword, hasMfa }) =>
        hasConsolePassword
          ? demand(hasMfa, 'Signs in with a password alone.', { hasConsolePassword, hasMfa })
          : NOT_APPLICABLE,
      ),
    command: ({ name }) => `aws iam delete-login-profile --user-name ${name}`,
  },
  {
    id: 'A21.old-keys',
    title: 'Old access keys',
    severity: 'medium',
    what: `Active access keys are at most ${MAX_KEY_AGE_DAYS} days old.`,
    why: 'Old keys lie in many places, and nobody remembers which.',
    source: `${IAM_DOCS}/id_credentials_access-keys.html#Using_RotateAccessKey`,
    remedy: 'Use roles or SSO; else make a new key and delete the old one.',
    judge: ({ user }, { now }) =>
      judged(user, ({ accessKeys }) => {
        const old = accessKeys
          .filter(({ isActive }) => isActive)
          .map((key) => ({ ...key, days: Math.floor((now - epochOf(key.createdAt)) / DAY_MS) }))
          .filter(({ days }) => days > MAX_KEY_AGE_DAYS)
        const words = old.map(
          (key) => `${shownKey(key.accessKeyId)} is ${countOf(key.days, 'day')} old`,
        )
        const evidence = old.map((key) => ({ ...key, accessKeyId: shownKey(key.accessKeyId) }))
        return demand(old.length === 0, `${words.join(', ')}.`, evidence)
      }),
    command: ({ name }) => `aws iam list-access-keys --user-name ${name}`,
  },
]

/** Enough to find the key by; reports are passed around. */
const shownKey = (accessKeyId: string): string => `…${accessKeyId.slice(-4)}`

const logging = (trails: readonly TrailView[]): readonly TrailView[] =>
  trails.filter(({ isLogging }) => isLogging)

/** Without a trail that is logging there is one finding, not five. */
const ofLogging = (
  trails: TrailFacts['trails'],
  judge: (trails: readonly TrailView[]) => Verdict,
): Verdict =>
  judged(trails, (all) => (logging(all).length === 0 ? NOT_APPLICABLE : judge(logging(all))))

const firstOf = (
  trails: TrailFacts['trails'],
  which: (trail: TrailView) => boolean = () => true,
): string => {
  const all = 'value' in trails ? logging(trails.value) : []
  return (all.find(which) ?? all[0])?.arn ?? 'TRAIL'
}
