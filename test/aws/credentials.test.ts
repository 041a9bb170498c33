import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { AwsOptions } from '../../src/lib/aws/options.ts'
import { awsPorts } from '../../src/wiring/aws.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** The SDK's chain reads the process's environment: each test has one of its own, with an empty HOME. */
let home = ''
beforeEach(() => {
  home = tempFolder()
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) {
    vi.stubEnv(name, undefined)
  }
  vi.stubEnv('HOME', home)
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  // No test may ask this machine's own metadata service, if it has one.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
})
afterEach(() => vi.unstubAllEnvs())

const writeHome = (path: string, text: string): void => {
  mkdirSync(join(home, path, '..'), { recursive: true })
  writeFileSync(join(home, path), text)
}

type Asked = { readonly path: string; readonly headers: IncomingMessage['headers']; body: string }
type Answer = { readonly status?: number; readonly type?: string; readonly body: string }

/** A server on loopback that remembers what it was asked. */
const serving = async (answer: (asked: Asked) => Answer) => {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const one: Asked = { path: request.url ?? '', headers: request.headers, body: '' }
    request.on('data', (chunk: Buffer) => {
      one.body += chunk.toString()
    })
    request.on('end', () => {
      asked.push(one)
      const { status = 200, type = 'application/json', body } = answer(one)
      response.writeHead(status, { 'content-type': type }).end(body)
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(
    () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const soon = (): string => new Date(Date.now() + 3_600_000).toISOString()
const xml = (inside: string, operation: string): Answer => ({
  type: 'text/xml',
  body: `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${inside}</${operation}Result></${operation}Response>`,
})
const assumed = (): Answer =>
  xml(
    `<Credentials><AccessKeyId>ASIAASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${soon()}</Expiration></Credentials>`,
    'AssumeRole',
  )

/** STS: says who calls by the access key of the signature, and hands out roles. */
const sts = (assume: () => Answer = assumed) =>
  serving(({ body }) =>
    body.includes('Action=AssumeRole')
      ? assume()
      : xml(
          '<Arn>arn:aws:iam::123456789012:user/x</Arn><Account>123456789012</Account>',
          'GetCallerIdentity',
        ),
  )

const whoAmI = (url: string, more: Partial<AwsOptions> = {}) =>
  awsPorts({
    environment: process.env,
    version: '1',
    endpointUrl: url,
    maxAttempts: 1,
    ...more,
  }).identity.whoAmI()

const keyOf = (asked: Asked | undefined): string | undefined =>
  /Credential=([^/]+)\//.exec(asked?.headers.authorization ?? '')?.[1]

const KEYS = 'aws_access_key_id = AKIAOWN\naws_secret_access_key = own\n'

describe('credentials come', () => {
  it('from a profile of the shared files in HOME', async () => {
    writeHome('.aws/credentials', `[work]\n${KEYS}`)
    const server = await sts()
    await whoAmI(server.url, { profile: 'work' })
    expect(keyOf(server.asked[0])).toBe('AKIAOWN')
  })

  it('from a role that a profile assumes with the keys of another, where --endpoint-url says', async () => {
    writeHome('.aws/credentials', `[work]\n${KEYS}`)
    writeHome(
      '.aws/config',
      '[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/d\nsource_profile = work\nrole_session_name = me\n',
    )
    const server = await sts()
    await whoAmI(server.url, { profile: 'deploy' })
    expect(server.asked.map(keyOf)).toEqual(['AKIAOWN', 'ASIAASSUMED'])
    expect(server.asked[0]?.body).toContain('RoleSessionName=me')
    expect(server.asked[0]?.headers.authorization).toContain('/eu-west-1/sts/')
  })

  it('from a process that the profile names', async () => {
    const given = { Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 's' }
    writeHome('given.json', JSON.stringify(given))
    writeHome(
      '.aws/config',
      `[profile tool]\ncredential_process = cat ${join(home, 'given.json')}\n`,
    )
    const server = await sts()
    await whoAmI(server.url, { profile: 'tool' })
    expect(keyOf(server.asked[0])).toBe('AKIAPROCESS')
  })

  const handedOut = (AccessKeyId: string) => ({
    body: JSON.stringify({
      Code: 'Success',
      AccessKeyId,
      SecretAccessKey: 's',
      Token: 't',
      Expiration: soon(),
    }),
  })

  it('from a container, with the token of its file', async () => {
    writeHome('token', 'pod-token')
    const agent = await serving(() => handedOut('ASIACONTAINER'))
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${agent.url}/creds`)
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', join(home, 'token'))
    const server = await sts()
    await whoAmI(server.url)
    expect(agent.asked[0]?.headers.authorization).toBe('pod-token')
    expect(keyOf(server.asked[0])).toBe('ASIACONTAINER')
  })

  it("from an instance's metadata service, by a session token (IMDSv2)", async () => {
    const metadata = await serving(({ path }) =>
      path.endsWith('/api/token')
        ? { type: 'text/plain', body: 'imds-token' }
        : path.endsWith('/security-credentials/')
          ? { type: 'text/plain', body: 'instance-role' }
          : handedOut('ASIAINSTANCE'),
    )
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined)
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', metadata.url)
    const server = await sts()
    await whoAmI(server.url)
    expect(metadata.asked.at(-1)?.headers['x-aws-ec2-metadata-token']).toBe('imds-token')
    expect(keyOf(server.asked[0])).toBe('ASIAINSTANCE')
  })
})

describe('an SSO profile', () => {
  const SESSION = 'corp'
  const SSO = `
[profile sso]
sso_session = ${SESSION}
sso_account_id = 123456789012
sso_role_name = engineer
[sso-session ${SESSION}]
sso_region = us-west-2
sso_start_url = https://corp.example/start
`
  const cached = (expiresAt: string): void => {
    const name = createHash('sha1').update(SESSION).digest('hex')
    const token = { accessToken: 'sso-access-token', expiresAt }
    writeHome(`.aws/sso/cache/${name}.json`, JSON.stringify(token))
  }
  const portal = (answer: Answer) => serving(() => answer)
  const given = {
    body: JSON.stringify({
      roleCredentials: {
        accessKeyId: 'ASIASSO',
        secretAccessKey: 's',
        sessionToken: 't',
        expiration: Date.now() + 3_600_000,
      },
    }),
  }

  it('that is signed in gives the credentials of its role', async () => {
    writeHome('.aws/config', SSO)
    cached(soon())
    const access = await portal(given)
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', access.url)
    const server = await sts()
    await whoAmI(server.url, { profile: 'sso' })
    expect(access.asked[0]?.path).toContain('account_id=123456789012&role_name=engineer')
    expect(keyOf(server.asked[0])).toBe('ASIASSO')
  })

  it('asks the portal of its own region, whatever the region of the run is', async () => {
    writeHome('.aws/config', SSO)
    cached(soon())
    const hosts: string[] = []
    const proxy = createServer()
    proxy.on('connect', (request, socket) => {
      hosts.push(request.url ?? '')
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    })
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
    onTestFinished(() => new Promise<void>((closed) => proxy.close(() => closed())))
    const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const server = await sts()
    const environment = { ...process.env, HTTPS_PROXY }
    await whoAmI(server.url, { profile: 'sso', environment }).catch(() => undefined)
    expect(hosts[0]).toBe('portal.sso.us-west-2.amazonaws.com:443')
  })

  const HINT = 'aws sso login --profile sso'
  it.each([
    ['was never signed in', () => undefined, undefined, 'MLC-AWS-006', HINT],
    [
      'has expired',
      () => cached(new Date(Date.now() - 1000).toISOString()),
      undefined,
      'MLC-AWS-006',
      HINT,
    ],
    [
      'was signed out elsewhere',
      () => cached(soon()),
      {
        status: 401,
        body: '{"__type":"UnauthorizedException","message":"Session token not found or invalid"}',
      },
      'MLC-AWS-006',
      HINT,
    ],
    [
      'may not take the role',
      () => cached(soon()),
      { status: 403, body: '{"__type":"ForbiddenException","message":"No access"}' },
      'MLC-AWS-043',
      'sso_role_name of the profile sso',
    ],
  ])('that %s is told apart', async (_, prepare, refusal, code, hint) => {
    writeHome('.aws/config', SSO)
    prepare()
    const access = await portal(refusal ?? given)
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', access.url)
    const server = await sts()
    const failure = await whoAmI(server.url, { profile: 'sso' }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code, exitCode: 4, hint: expect.stringContaining(hint) })
    expect(JSON.stringify(failure)).not.toContain('sso-access-token')
    expect(server.asked).toEqual([])
  })
})

describe('a profile with MFA', () => {
  const SERIAL = 'arn:aws:iam::123456789012:mfa/anna'
  beforeEach(() => {
    writeHome('.aws/credentials', `[work]\n${KEYS}`)
    writeHome(
      '.aws/config',
      `[profile careful]\nrole_arn = arn:aws:iam::123456789012:role/d\nsource_profile = work\nmfa_serial = ${SERIAL}\n`,
    )
  })

  it('asks for a code once for all services, and sends it with the serial number', async () => {
    const server = await sts()
    const serials: string[] = []
    const mfaCode = async (serial: string) => {
      serials.push(serial)
      return '123456'
    }
    const ports = awsPorts({
      environment: process.env,
      version: '1',
      endpointUrl: server.url,
      profile: 'careful',
      mfaCode,
      maxAttempts: 1,
    })
    await Promise.all([ports.identity.whoAmI(), ports.identity.whoAmI()])
    await ports.objects.listBuckets().catch(() => undefined)
    expect(serials).toEqual([SERIAL])
    const [form] = server.asked
    expect(form?.body).toContain(`SerialNumber=${encodeURIComponent(SERIAL)}`)
    expect(form?.body).toContain('TokenCode=123456')
  })

  it('where nobody can be asked is an access error that says what to do', async () => {
    const server = await sts()
    const failure = whoAmI(server.url, { profile: 'careful' })
    await expect(failure).rejects.toMatchObject({
      code: 'MLC-AWS-041',
      exitCode: 4,
      hint: expect.stringContaining('export-credentials --format env --profile careful'),
    })
    expect(server.asked).toEqual([])
  })

  it('whose code is refused says so', async () => {
    const server = await sts(() => ({
      status: 403,
      type: 'text/xml',
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code. </Message></Error></ErrorResponse>',
    }))
    const failure = whoAmI(server.url, { profile: 'careful', mfaCode: async () => '000000' })
    await expect(failure).rejects.toMatchObject({ code: 'MLC-AWS-042', exitCode: 4 })
  })
})
