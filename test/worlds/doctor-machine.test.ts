import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { doctor } from '../../src/lib/flows/doctor/doctor.ts'
import { localMachine } from '../../src/lib/io/machine.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { Caller } from '../../src/lib/ports/identity.ts'
import type { Machine } from '../../src/lib/ports/machine.ts'
import { portsIn } from '../../src/wiring/ports.ts'
import { scriptedIo } from '../support/io.ts'
import { fakeSettings } from '../support/settings.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { failuresIn, soundMachine } from './doctor-world.ts'

type Place = { readonly folder: string }

type Broken = {
  readonly env?: (place: Place) => Readonly<Record<string, string>>
  readonly settings?: Readonly<Record<string, unknown>>
  readonly files?: Readonly<Record<string, string>>
  readonly machine?: (place: Place) => Partial<Machine>
  readonly ports?: (ports: Ports) => Partial<Ports>
  readonly for?: readonly string[]
}

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'us-east-1',
}

const CALLER: Caller = {
  account: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/ada',
  userId: 'AIDA',
  partition: 'aws',
}

/** The wiring of a run against AWS itself; services that would be asked are answered by the given caller. */
const diagnose = async (broken: Broken) => {
  const folder = tempFolder()
  for (const [path, text] of Object.entries(broken.files ?? {})) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  // The SDK keeps SSO tokens below the home folder of the process.
  vi.stubEnv('HOME', folder)
  const env = broken.env?.({ folder }) ?? KEYS
  const ports = portsIn({
    io: scriptedIo(),
    dialogue: {
      live: false,
      write: () => undefined,
      readInput: async () => undefined,
      interruptible: (work) => work(new AbortController().signal),
    },
    settings: fakeSettings(broken.settings, folder),
    env: {
      HOME: folder,
      AWS_CONFIG_FILE: join(folder, '.aws/config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, '.aws/credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
    sandboxFlag: false,
    workingFolder: folder,
    journalFolder: join(folder, '.mlctl'),
    sandboxFolder: join(folder, 'sandbox'),
    onSandbox: () => undefined,
  })
  const whole: Ports = {
    ...ports,
    identity: { whoAmI: async () => CALLER },
    foundationModels: { ...ports.foundationModels, list: async () => [] },
    machine: soundMachine({
      variable: (name) => env[name as keyof typeof env],
      ...broken.machine?.({ folder }),
    }),
  }
  const report = await doctor({ ...whole, ...broken.ports?.(whole) }, commands, {
    for: broken.for ?? [],
    subjects: {},
    failOn: 'fail',
  })
  return { report, failures: failuresIn(report) }
}

const GIGABYTE = 1024 ** 3

const WORLDS: readonly (readonly [string, string, RegExp, Broken])[] = [
  ['an old Node.js', 'D11', /18.20.4 is too old/, { machine: () => ({ nodeVersion: '18.20.4' }) }],
  [
    'a full disk',
    'D12',
    /12 MB free at \/tmp/,
    {
      machine: () => ({
        freeBytes: async (path) => (path === '/tmp' ? 12 * 1024 ** 2 : GIGABYTE * 9),
      }),
    },
  ],
  [
    'a state folder that cannot be written',
    'D14',
    /\/state cannot be written/,
    {
      machine: () => ({
        folder: async (path) => ({ exists: true, isWritable: false, looked: path, mode: 0o500 }),
      }),
    },
  ],
  [
    'a CA bundle that is not there',
    'D16',
    /NODE_EXTRA_CA_CERTS: There is no file .*absent.pem/,
    {
      env: ({ folder }) => ({ ...KEYS, NODE_EXTRA_CA_CERTS: join(folder, 'absent.pem') }),
      machine: realCertificates,
    },
  ],
  [
    'a CA bundle without a certificate',
    'D16',
    /AWS_CA_BUNDLE: .*ca.pem holds no certificate/,
    {
      files: { 'ca.pem': 'nothing of the kind' },
      env: ({ folder }) => ({ ...KEYS, AWS_CA_BUNDLE: join(folder, 'ca.pem') }),
      machine: realCertificates,
    },
  ],
  [
    'a CA bundle with a certificate that is cut off',
    'D16',
    /holds a certificate that cannot be read/,
    {
      files: {
        'ca.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      },
      env: ({ folder }) => ({ ...KEYS, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }),
      machine: realCertificates,
    },
  ],
  [
    'no container engine, for a build',
    'D09',
    /no engine runs containers here: docker: not installed/,
    {
      for: ['container build'],
      ports: ({ containerEngines }) => ({
        containerEngines: {
          ...containerEngines,
          detect: async () => [
            {
              name: 'docker',
              installed: false,
              ready: false,
              podmanBehind: false,
              buildx: false,
              rootless: false,
              canRun: false,
              detail: 'not installed',
            },
          ],
        },
      }),
    },
  ],
  [
    'a catalogue of models that breaks its schema',
    'D13',
    /The catalogue file .*models.yaml does not fit/,
    { settings: { catalogue: 'models.yaml' }, files: { 'models.yaml': 'models: 12\n' } },
  ],
  [
    'no credentials',
    'D17',
    /There are no AWS credentials/,
    { env: () => ({ AWS_REGION: 'us-east-1' }) },
  ],
  [
    'a profile that nobody made',
    'D17',
    /There is no AWS profile dev/,
    {
      env: () => ({ AWS_REGION: 'us-east-1', AWS_PROFILE: 'dev' }),
      files: { '.aws/config': '[profile prod]\nregion = us-east-1\n' },
    },
  ],
  [
    'a sign-in that has expired',
    'D17',
    /The sign-in of this AWS profile has expired/,
    {
      env: () => ({ AWS_PROFILE: 'sso' }),
      files: {
        '.aws/config': [
          '[profile sso]',
          'region = us-east-1',
          'sso_session = corp',
          'sso_account_id = 111122223333',
          'sso_role_name = Developer',
          '[sso-session corp]',
          'sso_region = us-east-1',
          'sso_start_url = https://corp.awsapps.com/start',
          '',
        ].join('\n'),
        '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json': JSON.stringify({
          accessToken: 'old',
          expiresAt: '2020-01-01T00:00:00Z',
        }),
      },
    },
  ],
  ['no region', 'D02', /No AWS region is set/, { env: () => ({ ...KEYS, AWS_REGION: '' }) }],
  [
    'an endpoint that is no URL',
    'D19',
    /is no endpoint: it is not an http\(s\) URL/,
    { settings: { endpointUrl: 'localhost:4566' } },
  ],
  [
    'a proxy that is no URL',
    'D15',
    /HTTPS_PROXY holds no address of a proxy/,
    { env: () => ({ ...KEYS, HTTPS_PROXY: 'http://[' }) },
  ],
  [
    'a proxy that lets nobody through',
    'D15',
    /the proxy gives no connection \(it answered CONNECT with 407\)/,
    {
      env: () => ({ ...KEYS, HTTPS_PROXY: 'http://user:secret@proxy.example:3128' }),
      machine: () => ({
        reach: async () => ({ stage: 'proxy', detail: 'it answered CONNECT with 407' }),
      }),
    },
  ],
  [
    'no name server',
    'D18',
    /no address is known for it/,
    {
      machine: () => ({ reach: async () => ({ stage: 'name', detail: 'getaddrinfo ENOTFOUND' }) }),
    },
  ],
  [
    'a firewall',
    'D18',
    /nothing answers there/,
    {
      machine: () => ({
        reach: async () => ({ stage: 'connection', detail: 'no answer within 4 s' }),
      }),
    },
  ],
  [
    'a proxy that inspects TLS',
    'D16',
    /its certificate is not accepted/,
    {
      machine: () => ({
        reach: async () => ({ stage: 'tls', detail: 'self-signed certificate in chain' }),
      }),
    },
  ],
  [
    'a region in which one service is not reached',
    'D18',
    /^bedrock.us-east-1.amazonaws.com: no address is known/,
    {
      machine: () => ({
        reach: async ({ url }) =>
          url.includes('//bedrock.')
            ? { stage: 'name', detail: 'getaddrinfo ENOTFOUND' }
            : { stage: 'reached', tookMs: 9 },
      }),
    },
  ],
  [
    'a clock that is seven minutes ahead',
    'D03',
    /7m 00s ahead of AWS's/,
    { machine: () => ({ now: () => Date.now() + 7 * 60_000 }) },
  ],
  [
    'another account than the pinned one',
    'D01',
    /you are in account 111122223333; the project belongs to 999988887777/,
    { settings: { expectedAccount: '999988887777' } },
  ],
  [
    'the root user',
    'D01',
    /you work as the root user/,
    {
      ports: () => ({
        identity: { whoAmI: async () => ({ ...CALLER, arn: 'arn:aws:iam::111122223333:root' }) },
      }),
    },
  ],
  [
    'a model that waits for its agreement',
    'D04',
    /waits for its provider's agreement/,
    {
      for: ['finetune plan'],
      settings: { 'finetune.baseModel': 'nova-micro' },
      ports: ({ foundationModels }) => ({
        foundationModels: {
          ...foundationModels,
          availability: async () => ({
            authorized: true,
            hasAgreement: false,
            isEntitled: true,
            isInRegion: true,
          }),
        },
        roles: allowsAll,
        objects: noBuckets,
      }),
    },
  ],
]

function realCertificates({ folder }: Place): Partial<Machine> {
  const { certificates } = localMachine({ env: {}, stateFolder: folder, workingFolder: folder })
  return { certificates }
}

const allowsAll = {
  find: async () => undefined,
  simulate: async (_arn: string, asks: readonly object[]) =>
    asks.map((ask) => ({ ...ask, decision: 'allowed', missingContextKeys: [] })),
} as unknown as Ports['roles']

const noBuckets = { bucket: async () => undefined } as unknown as Ports['objects']

it('finds nothing wrong on a sound machine', async () => {
  const { report, failures } = await diagnose({})
  expect(failures).toEqual([])
  expect(report.counts.unknown).toBe(0)
})

it.each(WORLDS)('names exactly the fault of %s', async (_, id, says, broken) => {
  const { report, failures } = await diagnose(broken)
  expect(failures.map((failure) => failure.id)).toEqual([id])
  expect(failures[0]?.detail).toMatch(says)
  expect(JSON.stringify(report)).not.toMatch(/secret|wJalrXUtnFEMI/)
})

it('tells on an empty machine all that is missing, in the order of repair, and what waits for it', async () => {
  const { report, failures } = await diagnose({ env: () => ({}) })
  expect(failures.map(({ id }) => id)).toEqual(['D17', 'D02'])
  expect(report.next).toBe(
    'Run aws configure, pass --profile, or try without an account: --sandbox.',
  )
  const waiting = report.checks.filter(({ detail }) => detail.startsWith('not looked at'))
  expect(waiting.map(({ id }) => id)).toContain('D01')
})

it.each(['dataset formats', 'container build'])('wants no AWS for mlctl %s', async (name) => {
  const { report, failures } = await diagnose({ env: () => ({}), for: [name] })
  expect(failures.filter(({ id }) => id !== 'D09')).toEqual([])
  expect(report).toMatchObject({ target: 'none', counts: { unknown: 0 } })
})

it('says of an answer that does not come that it could not be told, and goes on', async () => {
  const { report, failures } = await diagnose({
    ports: () => ({ identity: { whoAmI: () => new Promise(() => undefined) } }),
    machine: () => ({
      within: async (_ms, work) =>
        Promise.race([
          work(new AbortController().signal).then((value) => ({ value })),
          new Promise<'timed-out'>((resolve) => setTimeout(() => resolve('timed-out'), 300)),
        ]),
    }),
  })
  expect(failures).toEqual([])
  const clock = report.checks.find(({ id }) => id === 'D03')
  expect(clock).toMatchObject({ status: 'unknown', detail: 'no answer within 10 seconds' })
  expect(report.failed).toBe(false)
})
