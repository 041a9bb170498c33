import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

/** A bucket that takes plain HTTP (medium), is not versioned and not logged (low). */
const stage = async () => {
  const world = sandboxWorld()
  await world.ports.objects.createBucket('acme-ml', 'us-east-1')
  return {
    ...world,
    run: (line: string, tty = false) =>
      cli(line, { ports: world.ports, folder: world.folder, tty }),
    path: (name: string) => join(world.folder, name),
  }
}

it.each([
  ['', 0],
  ['--fail-on low', 8],
  ['--fail-on medium', 8],
  ['--fail-on high', 0],
  ['--fail-on critical', 0],
])('audit of a bucket with %s exits %i', async (flag, code) => {
  const { run } = await stage()
  const { exitCode, out } = await run(`audit --bucket acme-ml ${flag}`)
  expect(exitCode).toBe(code)
  expect(out).toContain('A04.tls-only')
})

it.each(['--bucket ghost', '--endpoint ghost', '--role ghost', '--repository ghost'])(
  'a typing error in %s is no clean audit',
  async (flag) => {
    const { run } = await stage()
    const { exitCode, out, err } = await run(`audit ${flag} --fail-on high`)
    expect([exitCode, out]).toEqual([5, ''])
    expect(err).toContain('ghost to audit')
  },
)

it('says how a baseline is made where there is none yet', async () => {
  const { run, path } = await stage()
  const { exitCode, err } = await run(`audit --bucket acme-ml --baseline ${path('none.json')}`)
  expect(exitCode).toBe(5)
  expect(err).toContain('--update-baseline --reason')
})

it('gives its findings as JSON, with evidence and remedy', async () => {
  const { run, ports } = await stage()
  const before = ports.apiCalls()
  const { json } = await run('audit --bucket acme-ml --json')
  expect(json()).toMatchObject({
    schemaVersion: 1,
    account: '000000000000',
    looked: { bucket: 1 },
    // Who asks, where the bucket is, and seven settings of it.
    apiCalls: before + 9,
    counts: { critical: 0, high: 0, medium: 1, low: 2 },
    findings: [
      {
        id: 'A04.tls-only',
        severity: 'medium',
        subject: 'arn:aws:s3:::acme-ml',
        evidence: { policy: null },
        remedy: { command: 'mlctl audit --bucket acme-ml --fix', isFixable: true },
      },
      { id: 'A05.access-log' },
      { id: 'A05.versioning' },
    ],
  })
})

it('writes SARIF to stdout and a page to a file', async () => {
  const { run, path } = await stage()
  const { out } = await run(`audit --bucket acme-ml --format sarif --html ${path('audit.html')}`)
  expect(JSON.parse(out)).toMatchObject({ version: '2.1.0', runs: [{ results: { length: 3 } }] })
  expect(readFileSync(path('audit.html'), 'utf8')).toContain('A04.tls-only TLS only')
})

it('accepts what is known with a reason, and passes until something new comes', async () => {
  const { run, path, ports } = await stage()
  const line = `audit --account --baseline ${path('known.json')}`
  const written = await run(`${line} --update-baseline --reason "old demo" --expires 90d`)
  expect(written.exitCode).toBe(0)
  const { accepted } = JSON.parse(readFileSync(path('known.json'), 'utf8'))
  expect(accepted[0]).toMatchObject({ reason: 'old demo', acceptedOn: expect.any(String) })
  const known = await run(`${line} --fail-on low`)
  expect([known.exitCode, known.out]).toEqual([0, expect.stringContaining('No faults')])
  await ports.objects.createBucket('acme-new', 'us-east-1')
  const fresh = await run(`${line} --fail-on low`)
  expect(fresh.exitCode).toBe(8)
  expect(fresh.out).toContain('arn:aws:s3:::acme-new')
  expect(fresh.out).not.toContain('arn:aws:s3:::acme-ml')
})

it('repairs after a yes, says what it repaired, and leaves the rest', async () => {
  const { run } = await stage()
  const { exitCode, out } = await run('audit --bucket acme-ml --fix --yes')
  expect(exitCode).toBe(0)
  expect(out).toContain('Repaired and read again: 2 faults.')
  expect(out).toContain('A05.access-log')
  expect(out).not.toContain('A04.tls-only')
  const again = await run('audit --bucket acme-ml --fix --yes')
  expect(again.out).toContain('Nothing that --fix can do.')
})

it('does not repair what the baseline accepts', async () => {
  const { run, path, ports } = await stage()
  const line = `audit --bucket acme-ml --baseline ${path('known.json')}`
  await run(`${line} --update-baseline --reason "as agreed"`)
  expect((await run(`${line} --fix --yes`)).out).toContain('Nothing that --fix can do.')
  expect(await ports.bucketPosture.versioning('acme-ml')).toBeUndefined()
})

it('saves its repairs as a plan that apply carries out', async () => {
  const { run, path, ports } = await stage()
  const planned = await run(`audit --bucket acme-ml --fix --plan-out ${path('plan.json')}`)
  expect(planned.out).toContain('mlctl apply')
  expect(await ports.bucketPosture.versioning('acme-ml')).toBeUndefined()
  expect((await run(`apply ${path('plan.json')} --yes`)).exitCode).toBe(0)
  expect(await ports.bucketPosture.versioning('acme-ml')).toBe('Enabled')
})

it('looks at what mlctl.yaml and the journal name', async () => {
  const { run, path, ports } = await stage()
  await ports.objects.createBucket('somebody-elses', 'us-east-1')
  writeFileSync(path('mlctl.yaml'), 'iam:\n  output: s3://acme-ml/results/\n')
  await run('audit --bucket acme-ml --fix --yes')
  const { json } = await run('audit --json')
  expect(json()).toMatchObject({ scope: 'this project', looked: { bucket: 1, trails: 1 } })
})

it.each([
  ['audit', 2, 'MLC-AUD-001'],
  ['audit --bucket acme-ml --update-baseline', 2, 'MLC-AUD-002'],
  ['audit --bucket acme-ml --reason why', 2, 'MLC-AUD-002'],
  ['audit --bucket acme-ml --baseline bad.json', 2, 'MLC-AUD-002'],
  ['audit --repository ghost', 5, 'MLC-AUD-003'],
])('%s exits %i with %s, and writes nothing', async (line, code, id) => {
  const { run, path } = await stage()
  writeFileSync(path('bad.json'), '[]')
  const { exitCode, err } = await run(`${line} --json`)
  expect([exitCode, err]).toEqual([code, expect.stringContaining(id)])
  expect(existsSync(path('known.json'))).toBe(false)
})
