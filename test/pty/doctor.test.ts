import { join } from 'node:path'
import { CreateRoleCommand, GetRoleCommand } from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { othersIn } from '../support/audit-world.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { KEY, openTerminal } from '../support/terminal.ts'

const ROLE = 'ft-role'

/** A sandbox with a role that trusts the wrong service, made by somebody else than mlctl. */
const brokenPlace = async () => {
  const folder = tempFolder()
  const { iam } = othersIn(join(folder, 'state', 'mlctl'))
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }
  await iam.send(
    new CreateRoleCommand({
      RoleName: ROLE,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  )
  const trust = async (): Promise<string> => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: ROLE }))
    return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')
  }
  return { folder, trust }
}

const DOCTOR = ['doctor', '--for', 'finetune run', '--role', ROLE, '--bucket', 'acme-pty']

it.each([80, 40])(
  'repairs a role from the report, in %i columns, once its name is typed',
  async (columns) => {
    const { folder, trust } = await brokenPlace()
    const terminal = openTerminal(DOCTOR, { folder, columns })
    await terminal.sees('✗ D05 Role')
    await terminal.sees('Repair it now?')
    await terminal.sees('❯ Nothing now')
    terminal.press(KEY.down)
    await terminal.sees(`❯ Repair role ${ROLE}`)
    terminal.press(KEY.enter)
    await terminal.sees('Plan: 2 steps')
    await terminal.sees('Type ft-role to go ahead')
    terminal.press(`${ROLE}${KEY.enter}`)
    await terminal.sees('✓ D05 Role')
    expect(await terminal.exit).toBe(0)
    expect(terminal.screen().match(/Repair it now\?/g)?.length).toBeGreaterThan(0)
    expect(await trust()).toContain('bedrock.amazonaws.com')
  },
  60_000,
)

it('changes nothing on Enter, and exits by what it found', async () => {
  const { folder, trust } = await brokenPlace()
  const before = await trust()
  const terminal = openTerminal(DOCTOR, { folder })
  await terminal.sees('❯ Nothing now')
  terminal.press(KEY.enter)
  expect(await terminal.exit).toBe(8)
  expect(await trust()).toBe(before)
}, 60_000)

it('ends at Ctrl-C as cancelled, with nothing changed', async () => {
  const { folder, trust } = await brokenPlace()
  const before = await trust()
  const terminal = openTerminal(DOCTOR, { folder })
  await terminal.sees('❯ Nothing now')
  terminal.press(KEY.ctrlC)
  await terminal.sees('Cancelled; nothing was changed.')
  expect(await terminal.exit).toBe(130)
  expect(await trust()).toBe(before)
}, 60_000)

it.each([
  ['CI is set', { CI: '1' }, []],
  ['--no-input is given', {}, ['--no-input']],
  ['--json is given', {}, ['--json']],
])(
  'offers nothing when %s',
  async (_, env, flags) => {
    const { folder } = await brokenPlace()
    const terminal = openTerminal([...DOCTOR, ...flags], { folder, env })
    expect(await terminal.exit).toBe(8)
    expect(terminal.screen()).not.toContain('Repair it now?')
  },
  60_000,
)
