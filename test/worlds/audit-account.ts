import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { parseLine } from '../../src/cli/parser.ts'
import { commands, groups } from '../../src/commands/index.ts'
import { type AuditRequest, audit } from '../../src/lib/flows/audit/audit.ts'
import {
  type AuditWorld,
  copyOfWorld,
  makeCleanAccount,
  type Parts,
} from '../support/audit-world.ts'
import type { Answers } from '../support/io.ts'

/** An account in which everything is as audit wants it, made once for a test file, and copies of it. */
export const cleanAccount = () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlctl-test-'))
  let parts: Parts
  beforeAll(async () => {
    parts = await makeCleanAccount(folder)
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    parts: () => parts,
    /** A world of its own, and who breaks it: other hands than mlctl's. */
    copy: (answers?: Answers) => {
      const world = copyOfWorld(folder, answers)
      return { ...world, hands: { ...world.others, parts } }
    },
  }
}

/** An audit of the whole account. */
export const REQUEST: AuditRequest = {
  scope: { kind: 'account' },
  limits: { jobs: 100 },
  requiredTags: [],
  requireKms: false,
  baseline: { update: false },
}
export const DAY_MS = 86_400_000
/** `--fix --yes` */
export const YES = { consent: { yes: true }, dryRun: false }

/** A remedy that nobody can type is none: lines of mlctl go through its own parser. */
const mustParse = async (command = ''): Promise<void> => {
  if (!command.startsWith('mlctl ')) return expect(command).toMatch(/^$|^aws [a-z0-9-]+ [a-z-]+/)
  const invocation = await parseLine(command.split(' ').slice(1), commands, {
    version: '0',
    groups,
    columns: 80,
    writeHelp: () => undefined,
  })
  expect(invocation, command).toBeDefined()
}

/** What an audit of a world tells: faults by id and name, what could not be told, and what was not seen. */
export const found = async (world: AuditWorld, request: Partial<AuditRequest> = {}) => {
  const { findings, unknown, gaps } = await audit(world.ports, { ...REQUEST, ...request })
  for (const { remedy } of findings) await mustParse(remedy?.command)
  return { faults: findings.map(({ id, name }) => `${id} ${name}`), unknown, gaps }
}
