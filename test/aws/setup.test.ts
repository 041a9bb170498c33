import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AwsOptions } from '../../src/lib/aws/options.ts'
import { awsSetupOf } from '../../src/lib/aws/setup.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** A config file of its own per setup: the SDK remembers what it has read by path. */
const setup = (
  environment: Readonly<Record<string, string>>,
  options: Partial<AwsOptions> & { readonly config?: string } = {},
) => {
  const folder = tempFolder()
  const { config = '', ...rest } = options
  writeFileSync(join(folder, 'config'), config)
  return awsSetupOf({
    environment: {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_EC2_METADATA_DISABLED: 'true',
      ...environment,
    },
    version: '0',
    ...rest,
  })
}

const REGION = { AWS_REGION: 'eu-west-1' }

describe('routes', () => {
  it.each([
    ['eu-west-1', 'sts', 'https://sts.eu-west-1.amazonaws.com'],
    ['eu-west-1', 'iam', 'https://iam.amazonaws.com'],
    ['us-gov-west-1', 'iam', 'https://iam.us-gov.amazonaws.com'],
    ['cn-north-1', 'iam', 'https://iam.cn-north-1.amazonaws.com.cn'],
    ['cn-north-1', 's3', 'https://s3.cn-north-1.amazonaws.com.cn'],
    ['us-east-1', 'sagemaker', 'https://api.sagemaker.us-east-1.amazonaws.com'],
    ['us-east-1', 'ecr', 'https://api.ecr.us-east-1.amazonaws.com'],
    ['us-east-1', 'service-quotas', 'https://servicequotas.us-east-1.amazonaws.com'],
  ])('in %s %s is asked at %s', async (region, service, url) => {
    expect(await setup({ AWS_REGION: region }).routes([service])).toEqual([{ service, url }])
  })

  it('say who sends a service elsewhere', async () => {
    const own = setup({ ...REGION, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' })
    expect(await own.routes(['s3', 'sts'])).toEqual([
      { service: 's3', url: 'http://127.0.0.1:9000', source: 'AWS_ENDPOINT_URL_S3' },
      { service: 'sts', url: 'https://sts.eu-west-1.amazonaws.com' },
    ])
  })

  it('know a profile that sends all calls to another place', async () => {
    const local = setup(
      { ...REGION, AWS_PROFILE: 'local' },
      { config: '[profile local]\nendpoint_url = http://127.0.0.1:4566\n' },
    )
    expect(await local.routes(['sts'])).toEqual([
      { service: 'sts', url: 'http://127.0.0.1:4566', source: 'profile local' },
    ])
  })

  it('name the proxy, but not for what NO_PROXY excepts', async () => {
    const proxied = { ...REGION, HTTPS_PROXY: 'http://proxy.example:3128' }
    expect(await setup(proxied).routes(['sts'])).toMatchObject([
      { proxy: 'http://proxy.example:3128/' },
    ])
    const [direct] = await setup({ ...proxied, NO_PROXY: '.amazonaws.com' }).routes(['sts'])
    expect(direct?.proxy).toBeUndefined()
  })
})

describe('credentials', () => {
  const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-told' }

  it.each([
    ['keys', KEYS, { source: 'environment variables', isLongLived: true }],
    [
      'a session',
      { ...KEYS, AWS_SESSION_TOKEN: 'not-told' },
      { source: 'environment variables', isLongLived: false },
    ],
  ])('of the environment with %s, and no secret among them', async (_, environment, view) => {
    expect(await setup(environment).credentials()).toEqual(view)
  })

  it('of a profile say which provider gives them, and until when', async () => {
    const process = JSON.stringify({
      Version: 1,
      AccessKeyId: 'AKIAEXAMPLE',
      SecretAccessKey: 'not-told',
      SessionToken: 'not-told',
      Expiration: '2099-01-01T00:00:00Z',
    })
    const dev = setup(
      { AWS_PROFILE: 'dev' },
      { config: `[profile dev]\ncredential_process = echo '${process}'\n` },
    )
    expect(await dev.credentials()).toEqual({
      source: 'profile dev (credential process)',
      expiresAt: '2099-01-01T00:00:00.000Z',
      isLongLived: false,
    })
  })

  it.each([
    ['none', {}, 'MLC-AWS-001'],
    ['a profile that is none', { AWS_PROFILE: 'nobody' }, 'MLC-AWS-004'],
  ])('of %s are a typed error', async (_, environment, code) => {
    await expect(setup(environment).credentials()).rejects.toMatchObject({ code })
  })
})
