import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { AwsOptions } from '../../src/lib/aws/options.ts'
import { resolveAwsTarget } from '../../src/lib/aws/target.ts'
import type { MlctlError } from '../../src/lib/errors.ts'
import { awsPorts } from '../../src/wiring/aws.ts'
import { BARE, hasRecorder, RECORDER_NOTE, record } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'mlctl-aws-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
/** A config file of its own per text: the SDK remembers what it has read by path. */
const config = (text: string): Record<string, string> => {
  const path = join(folder, `config-${files++}`)
  writeFileSync(path, text)
  return { ...BARE, AWS_CONFIG_FILE: path }
}

const PROFILES = `
[default]
region = eu-north-1
[profile dev]
region = eu-central-1
endpoint_url = http://127.0.0.1:1001
services = local
[profile plain]
region = eu-west-3
endpoint_url = http://127.0.0.1:1003
[profile deaf]
region = eu-west-3
endpoint_url = http://127.0.0.1:1004
ignore_configured_endpoint_urls = true
[services local]
bedrock_runtime =
  endpoint_url = http://127.0.0.1:1002
`

const options = (
  environment: Record<string, string>,
  more: Partial<AwsOptions> = {},
): AwsOptions => ({ environment: { ...config(PROFILES), ...environment }, version: '1', ...more })

describe('the region', () => {
  it.each([
    [{ AWS_REGION: 'us-west-2' }, { region: 'ap-south-1' }, 'ap-south-1', '--region'],
    [{ AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-west-1' }, {}, 'us-west-2', 'AWS_REGION'],
    [{ AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-1' }, {}, 'us-west-1', 'AWS_DEFAULT_REGION'],
    [{ AWS_PROFILE: 'plain' }, { profile: 'dev' }, 'eu-central-1', 'profile dev'],
    [{ AWS_PROFILE: 'plain' }, {}, 'eu-west-3', 'profile plain'],
    [{}, {}, 'eu-north-1', 'profile default'],
  ])('given %j and %j is %s, from %s', async (environment, more, value, source) => {
    const target = await resolveAwsTarget(options(environment as Record<string, string>, more))
    expect(target.region).toEqual({ value, source })
  })

  it('that nobody names is a usage error that says how to name it', async () => {
    const none = resolveAwsTarget({ environment: BARE, version: '1' })
    await expect(none).rejects.toMatchObject({ code: 'MLC-AWS-009', exitCode: 2 })
  })
})

describe('the endpoint', () => {
  const all = {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:2001',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:2002',
  }
  it.each([
    [
      { ...all },
      { profile: 'dev', endpointUrl: 'http://127.0.0.1:3000' },
      3000,
      '--endpoint-url',
      3000,
    ],
    [{ ...all }, { profile: 'dev' }, 2001, 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME', 2002],
    [
      { AWS_ENDPOINT_URL: all.AWS_ENDPOINT_URL },
      { profile: 'dev' },
      2002,
      'AWS_ENDPOINT_URL',
      2002,
    ],
    [{}, { profile: 'dev' }, 1002, 'profile dev, services local', 1001],
    [{ AWS_PROFILE: 'dev' }, {}, 1002, 'profile dev, services local', 1001],
    [{}, { profile: 'plain' }, 1003, 'profile plain', 1003],
    [{ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', ...all }, { profile: 'dev' }, 0, '', 0],
    [
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      { endpointUrl: 'http://127.0.0.1:3000' },
      3000,
      '--endpoint-url',
      3000,
    ],
    [{}, { profile: 'deaf' }, 0, '', 0],
    [{}, {}, 0, '', 0],
  ])(
    'given %j and %j leads Bedrock runtime to port %i (%s), S3 to port %i',
    async (environment, more, runtime, source, s3) => {
      const target = await resolveAwsTarget(options(environment as Record<string, string>, more))
      const port = (url: string | undefined) => (url === undefined ? 0 : Number(new URL(url).port))
      expect(port(target.endpoints['bedrock-runtime']?.value)).toBe(runtime)
      expect(target.endpoints['bedrock-runtime']?.source ?? '').toBe(source)
      expect(port(target.endpoints.s3?.value)).toBe(s3)
      expect(target.endpoint === undefined).toBe(runtime === 0 && s3 === 0)
    },
  )

  it.each(['127.0.0.1:4566', 'ftp://x', 'http://', 'http:///x'])(
    '%s is refused',
    async (endpointUrl) => {
      const refused = resolveAwsTarget(options({}, { endpointUrl }))
      await expect(refused).rejects.toMatchObject({ code: 'MLC-AWS-017', exitCode: 2 })
    },
  )
})

describe('a profile that does not exist', () => {
  it.each([
    [{}, { profile: 'dve' }, '--profile'],
    [{ AWS_PROFILE: 'dve' }, {}, 'AWS_PROFILE'],
  ])(
    'given %j and %j is an access error that names the nearest (%s)',
    async (environment, more, source) => {
      const failure: MlctlError = await resolveAwsTarget(
        options(environment as Record<string, string>, more),
      ).then(
        () => expect.unreachable('it was resolved'),
        (error) => error,
      )
      expect([failure.code, failure.exitCode, failure.hint]).toEqual([
        'MLC-AWS-004',
        4,
        'Did you mean dev?',
      ])
      expect(failure.why).toContain(source)
      // The services section is no profile.
      expect(failure.details?.profiles).toEqual(['deaf', 'default', 'dev', 'plain'])
    },
  )
})

describe.skipIf(!hasRecorder)(`calls made with --profile${RECORDER_NOTE}`, () => {
  it("go to the profile's own endpoint, with its region and credentials", async () => {
    const aws = await record({
      'sts.GetCallerIdentity': {
        Account: '123456789012',
        Arn: 'arn:aws:iam::123456789012:user/ci',
        UserId: 'AIDAEXAMPLEEXAMPLE12',
      },
    })
    const environment = config(`
[profile box]
region = eu-central-1
endpoint_url = ${aws.url}
aws_access_key_id = AKIABOX
aws_secret_access_key = box
`)
    // Keys in the environment are another identity: the chosen profile goes before them.
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'other' }
    const ports = awsPorts({
      environment: { ...environment, ...keys },
      version: '1',
      profile: 'box',
    })
    await ports.identity.whoAmI()
    await aws.close()
    const [call] = aws.calls
    expect(call?.signature).toMatchObject({ region: 'eu-central-1' })
    expect(JSON.stringify(call)).toContain('AKIABOX')
  })

  it('without any credentials end before a byte is sent', async () => {
    const aws = await record()
    const ports = awsPorts({
      environment: config('[profile empty]\nregion = eu-central-1\n'),
      version: '1',
      profile: 'empty',
      endpointUrl: aws.url,
    })
    const failure = ports.identity.whoAmI()
    await expect(failure).rejects.toMatchObject({ code: 'MLC-AWS-001', exitCode: 4 })
    expect(aws.calls).toEqual([])
    await aws.close()
  })
})
