import { parseArn } from '../../domain/core/arn.ts'
import type { AuditContext } from './context.ts'
import { goneOrMissing } from './context.ts'
import { answerOf, readOf } from './read.ts'

/** A role with its policies; one that something runs with and that is gone is a finding itself. */
export const readRole = async (audit: AuditContext, name: string): Promise<void> => {
  const { ports, pool, policy, tally } = audit
  if (!audit.place.isNewRole(name)) return
  const role = await readOf(pool, () => ports.roles.find(name))
  if ('value' in role && role.value === undefined) goneOrMissing(audit, 'role', name)
  const subject =
    answerOf(role)?.arn ?? `arn:${policy.partition}:iam::${policy.account}:role/${name}`
  tally.add('role', { subject, name, role })
}

/** A key with its policy. Keys of other regions are judged where they live. */
export const readKey = async (audit: AuditContext, name: string): Promise<void> => {
  const { ports, pool, policy, tally } = audit
  const home = parseArn(name)?.region
  if (home !== undefined && home !== policy.region) {
    if (audit.place.passOn(home, { kind: 'key', name })) return
    audit.gap(`key ${name} is in ${home}: mlctl audit --region ${home} --key ${name}`)
    return
  }
  const key = await readOf(pool, () => ports.keys.find(name))
  const view = answerOf(key)
  if ('value' in key && view === undefined) goneOrMissing(audit, 'key', name)
  const subject = view?.keyArn ?? name
  // Neither policy nor rotation of a key that AWS looks after is the customer's to decide.
  const isOwn = view?.manager === 'CUSTOMER'
  tally.add('key', {
    subject,
    name,
    key,
    policy: isOwn ? await readOf(pool, () => ports.keys.policy(subject)) : { value: undefined },
    isRotated:
      isOwn && view.spec === 'SYMMETRIC_DEFAULT' && view.state === 'Enabled'
        ? await readOf(pool, () => ports.keys.isRotated(subject))
        : { value: true },
  })
}

/** What is recorded in the account, and how its users sign in. */
export const readAccount = async (audit: AuditContext): Promise<void> => {
  const { ports, pool, policy, tally, place } = audit
  const { account, region } = policy
  tally.add('invocation log', {
    subject: `account ${account} in ${region}`,
    name: account,
    targets: await readOf(pool, () => ports.invocationLogging.read()),
  })
  if (!place.isHome) return
  // A trail of all regions is told of in each of them.
  tally.add('trails', {
    subject: `account ${account}`,
    name: account,
    trails: await readOf(pool, () => ports.trails.list()),
  })
  await readSignIns(audit)
}

const readSignIns = async ({ ports, pool, policy, tally }: AuditContext): Promise<void> => {
  const { account, partition } = policy
  tally.add('root user', {
    subject: `arn:${partition}:iam::${account}:root`,
    name: 'root',
    root: await readOf(pool, () => ports.accountSecurity.root()),
  })
  const users = await readOf(pool, () => ports.accountSecurity.users())
  if ('unread' in users) tally.add('user', { subject: 'users', name: 'users', user: users })
  for (const user of answerOf(users) ?? []) {
    tally.add('user', { subject: user.arn, name: user.userName, user: { value: user } })
  }
}
