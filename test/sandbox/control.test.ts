import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../src/sandbox/control.ts'
import { inProcess, newEngine } from './clients.ts'

const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'bedrock.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
})

const world = () => {
  const engine = newEngine()
  return { engine, control: createControl({ directory: engine.directory }), ...inProcess(engine) }
}

describe('the control surface', () => {
  it('tells of an untouched sandbox without making its directory', () => {
    const { engine, control } = world()
    expect(control.status()).toMatchObject({
      directory: engine.directory,
      accountId: '000000000000',
      clock: 'real',
      seed: 'mlctl',
      iamEnforced: false,
      resources: {},
      faults: [],
      calls: 0,
    })
    expect(existsSync(engine.directory)).toBe(false)
  })

  it('counts what there is', async () => {
    const { control, s3, iam } = world()
    await s3.send(new CreateBucketCommand({ Bucket: 'bbb' }))
    await s3.send(new PutObjectCommand({ Bucket: 'bbb', Key: 'k', Body: 'x' }))
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }))
    expect(control.status()).toMatchObject({
      resources: { buckets: 1, objects: 1, roles: 1 },
      calls: 3,
    })
  })

  it('plants what befalls training jobs, tells of it, and takes it away', () => {
    const { control } = world()
    control.faults.add({ train: 'interrupt', name: 'fraud', times: 2 })
    control.faults.add({ match: 's3.*', error: 'SlowDown' })
    expect(control.status().faults).toMatchObject([
      { match: 's3.*' },
      { train: 'interrupt', name: 'fraud', left: 2 },
    ])
    control.faults.clear()
    expect(control.status().faults).toEqual([])
    for (const wrong of [
      { train: 'explode' },
      { train: 'fail', times: 0 },
      { train: 'fail', x: 1 },
    ]) {
      expect(() => control.faults.add(wrong)).toThrow(RangeError)
    }
  })

  it('empties the sandbox and nothing else', async () => {
    const { engine, control, s3 } = world()
    await s3.send(new CreateBucketCommand({ Bucket: 'bbb' }))
    control.seed('42')
    const stranger = join(engine.directory, 'notes.txt')
    writeFileSync(stranger, 'mine')
    control.reset()
    expect(control.status()).toMatchObject({ resources: {}, seed: 'mlctl', calls: 0 })
    expect(readFileSync(stranger, 'utf8')).toBe('mine')
    await s3.send(new CreateBucketCommand({ Bucket: 'bbb' }))
  })

  it('sets the clock, and refuses one it cannot read', () => {
    const { control } = world()
    control.clock('x60')
    expect(control.status().clock).toBe('x60')
    expect(() => control.clock('soon')).toThrow(RangeError)
  })

  it('gives the same role the same id under the same seed and clock', async () => {
    const roleId = async (seed: string) => {
      const { control, iam } = world()
      control.seed(seed)
      control.clock('2026-01-01T00:00:00Z')
      const input = { RoleName: 'r', AssumeRolePolicyDocument }
      return (await iam.send(new CreateRoleCommand(input))).Role?.RoleId
    }
    expect(await roleId('a')).toBe(await roleId('a'))
    expect(await roleId('a')).not.toBe(await roleId('b'))
  })
})

describe('the audit log', () => {
  it('has operation, caller and outcome of a call, and no secret or body', async () => {
    const { engine, sts, s3 } = world()
    await sts.send(new GetCallerIdentityCommand({}))
    const put = new PutObjectCommand({ Bucket: 'none', Key: 'k', Body: 'confidential' })
    await s3.send(put).catch(() => undefined)
    const path = join(engine.directory, 'calls.jsonl')
    const text = readFileSync(path, 'utf8')
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const caller = 'arn:aws:iam::000000000000:user/sandbox'
    expect(lines).toMatchObject([
      { service: 'sts', operation: 'GetCallerIdentity', caller, status: 200 },
      { service: 's3', operation: 'PutObject', status: 404, errorCode: 'NoSuchBucket' },
    ])
    expect(text).not.toMatch(/confidential|secret/)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})
