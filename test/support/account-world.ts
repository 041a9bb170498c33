import { join } from 'node:path'
import { localFiles } from '../../src/lib/io/files.ts'
import { fileJournal } from '../../src/lib/io/journal.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { Objects } from '../../src/lib/ports/objects.ts'
import { fakeClock } from './clock.ts'
import { type FakeBuckets, fakeBuckets } from './fake-buckets.ts'
import { type FakeKeys, fakeKeys } from './fake-keys.ts'
import { type FakePolicyChecks, fakePolicyChecks } from './fake-policy-checks.ts'
import { type FakeRoles, fakeRoles } from './fake-roles.ts'
import { type Answers, scriptedIo } from './io.ts'
import { fakeSettings } from './settings.ts'
import { tempFolder } from './temp-folder.ts'

export const ACCOUNT = '111122223333'
export const REGION = 'us-east-1'

type Options = {
  readonly roles?: FakeRoles
  readonly buckets?: FakeBuckets
  readonly keys?: FakeKeys
  readonly policyChecks?: FakePolicyChecks
  readonly answers?: Answers
  readonly callerArn?: string
  /** Wraps each port: a process that may die. */
  readonly wrap?: <T extends object>(port: T) => T
  readonly folder?: string
}

/** An AWS account with roles and buckets in memory, and a real journal in a temporary folder. */
export const accountWorld = (options: Options = {}) => {
  const { wrap = (port) => port, folder = tempFolder() } = options
  const roles = options.roles ?? fakeRoles()
  const buckets = options.buckets ?? fakeBuckets()
  const keys = options.keys ?? fakeKeys({}, ACCOUNT)
  const policyChecks = options.policyChecks ?? fakePolicyChecks()
  const io = scriptedIo(options.answers)
  const clock = fakeClock()
  const needed: Partial<Ports> = {
    clock,
    io,
    files: localFiles(folder),
    settings: fakeSettings({}, folder),
    journal: wrap(fileJournal(join(folder, '.mlctl'))),
    target: async () => ({ name: 'aws', region: REGION }),
    identity: {
      whoAmI: async () => ({
        account: ACCOUNT,
        arn: options.callerArn ?? `arn:aws:iam::${ACCOUNT}:user/ada`,
        userId: 'AIDA',
        partition: 'aws',
      }),
    },
    roles: wrap(roles),
    objects: wrap(buckets) as unknown as Objects,
    keys: wrap(keys),
    policyChecks: wrap(policyChecks),
  }
  return { ports: needed as Ports, roles, buckets, keys, policyChecks, io, clock, folder }
}
