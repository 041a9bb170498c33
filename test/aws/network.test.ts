import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AwsOptions } from '../../src/lib/aws/options.ts'
import { proxyFor } from '../../src/lib/aws/proxy.ts'
import { type AwsPorts, awsPorts } from '../../src/wiring/aws.ts'
import { BARE } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'mlctl-tls-'))
const keyFile = join(folder, 'key.pem')
const certFile = join(folder, 'cert.pem')
/** Makes the certificate; without it the tests of TLS and proxies are skipped. */
const openssl = spawnSync('openssl', ['version']).status === 0
beforeAll(() => {
  if (!openssl) return
  // A private authority of one host, as behind a company's proxy.
  const subject = [
    '-subj',
    '/CN=aws.example.test',
    '-addext',
    'subjectAltName=DNS:aws.example.test,IP:127.0.0.1',
  ]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      keyFile,
      '-out',
      certFile,
      ...subject,
    ],
    { stdio: 'ignore' },
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const open: Server[] = []
const sockets = new Set<Socket>()
const closeAll = async (): Promise<void> => {
  // A tunnel's sockets belong to no request: the server does not end them by itself.
  for (const socket of sockets) socket.destroy()
  await Promise.all(
    open.splice(0).map((server) => new Promise<void>((done) => server.close(() => done()))),
  )
}
afterEach(closeAll)

const listen = async (server: Server): Promise<number> => {
  open.push(server)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ci</Arn><UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`

const answerIdentity = (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY)
}

const portsWith = (environment: Record<string, string>, more: Partial<AwsOptions> = {}): AwsPorts =>
  awsPorts({
    environment: {
      ...BARE,
      AWS_ACCESS_KEY_ID: 'AKIAX',
      AWS_SECRET_ACCESS_KEY: 'x',
      ...environment,
    },
    version: '9.8.7',
    region: 'us-east-1',
    readText: async (path) => readFileSync(path, 'utf8'),
    ...more,
  })

describe('what a server does, and what comes of it', () => {
  const html = '<html>Service Unavailable</html>'
  it.each([
    [
      'throttles',
      75,
      'MLC-AWS-031',
      3,
      (r: ServerResponse) =>
        r
          .writeHead(400)
          .end(
            '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
          ),
    ],
    [
      'fails',
      75,
      'MLC-AWS-032',
      3,
      (r: ServerResponse) =>
        r
          .writeHead(500)
          .end('<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>'),
    ],
    [
      'answers HTML',
      75,
      'MLC-AWS-032',
      3,
      (r: ServerResponse) => r.writeHead(503, { 'content-type': 'text/html' }).end(html),
    ],
    ['resets the connection', 75, 'MLC-AWS-014', 3, (r: ServerResponse) => r.destroy()],
    [
      'refuses',
      4,
      'MLC-AWS-003',
      1,
      (r: ServerResponse) =>
        r
          .writeHead(403)
          .end(
            '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r-77</RequestId></ErrorResponse>',
          ),
    ],
  ])('one that %s: exit %i, %s, after %i tries', async (_, exitCode, code, tries, answer) => {
    let calls = 0
    const port = await listen(
      http.createServer((_request, response) => {
        calls++
        answer(response)
      }),
    )
    const ports = portsWith({ AWS_MAX_ATTEMPTS: '3' }, { endpointUrl: `http://127.0.0.1:${port}` })
    await expect(ports.identity.whoAmI()).rejects.toMatchObject({ exitCode, code })
    expect(calls).toBe(tries)
  })

  it('one that fails four times succeeds at the fifth try, and hears who calls', async () => {
    const agents: (string | undefined)[] = []
    const port = await listen(
      http.createServer((request, response) => {
        agents.push(request.headers['user-agent'])
        if (agents.length < 5) response.writeHead(500).end()
        else answerIdentity(request, response)
      }),
    )
    const ports = portsWith({}, { endpointUrl: `http://127.0.0.1:${port}` })
    expect((await ports.identity.whoAmI()).account).toBe('123456789012')
    expect(agents[0]).toContain('mlctl/9.8.7')
  })

  it.each([
    ['identity', (ports: AwsPorts) => ports.identity.whoAmI()],
    [
      'invocations',
      (ports: AwsPorts) => ports.invocations.converse({ modelId: 'm', messages: [] }),
    ],
  ] as const)('none that listens: exit 75 and a hint to start one (%s)', async (_, call) => {
    const port = await listen(http.createServer())
    await closeAll()
    const endpointUrl = `http://127.0.0.1:${port}`
    const failure = call(portsWith({}, { endpointUrl, maxAttempts: 1 }))
    await expect(failure).rejects.toMatchObject({
      exitCode: 75,
      code: 'MLC-AWS-012',
      message: `Nothing listens at ${endpointUrl}.`,
    })
  })

  it('one without HTTP/2: Bedrock runtime says so', async () => {
    const port = await listen(http.createServer(answerIdentity))
    const ports = portsWith({}, { endpointUrl: `http://127.0.0.1:${port}`, maxAttempts: 1 })
    const failure = ports.invocations.converse({ modelId: 'm', messages: [] })
    await expect(failure).rejects.toMatchObject({ code: 'MLC-AWS-026', exitCode: 5 })
  })

  it('an interrupted transfer is cancelled, not retried', async () => {
    const stop = new AbortController()
    let calls = 0
    const port = await listen(
      http.createServer(() => {
        calls++
        stop.abort()
      }),
    )
    const ports = portsWith({}, { endpointUrl: `http://127.0.0.1:${port}` })
    const part = { uploadId: 'u', partNumber: 1, body: Buffer.from('x') }
    const failure = ports.objects.uploadPart({ bucket: 'b', key: 'k' }, part, stop.signal)
    await expect(failure).rejects.toMatchObject({ exitCode: 130, code: 'MLC-AWS-030' })
    expect(calls).toBe(1)
  })
})

describe.skipIf(!openssl)('TLS (skipped without openssl)', () => {
  const secure = async (): Promise<string> => {
    const options = { key: readFileSync(keyFile), cert: readFileSync(certFile) }
    return `https://127.0.0.1:${await listen(https.createServer(options, answerIdentity))}`
  }

  it('an unknown certificate is refused, with a hint', async () => {
    const failure = portsWith({}, { endpointUrl: await secure(), maxAttempts: 1 }).identity.whoAmI()
    await expect(failure).rejects.toMatchObject({
      exitCode: 2,
      code: 'MLC-AWS-015',
      hint: expect.stringContaining('AWS_CA_BUNDLE'),
    })
  })

  it('AWS_CA_BUNDLE makes it known', async () => {
    const ports = portsWith({ AWS_CA_BUNDLE: certFile }, { endpointUrl: await secure() })
    expect((await ports.identity.whoAmI()).account).toBe('123456789012')
  })

  it('what failed once is tried anew by the next call', async () => {
    let reads = 0
    const readText = async (path: string): Promise<string> => {
      if (reads++ === 0) throw new Error('the disk is away')
      return readFileSync(path, 'utf8')
    }
    const endpointUrl = await secure()
    const ports = portsWith({ AWS_CA_BUNDLE: certFile }, { endpointUrl, readText })
    await expect(ports.identity.whoAmI()).rejects.toThrow('the disk is away')
    expect((await ports.identity.whoAmI()).account).toBe('123456789012')
  })

  it('a bundle without a certificate is a usage error', async () => {
    const ports = portsWith({ AWS_CA_BUNDLE: keyFile }, { endpointUrl: await secure() })
    await expect(ports.identity.whoAmI()).rejects.toMatchObject({ code: 'MLC-AWS-018' })
  })
})

describe.skipIf(!openssl)('a proxy (skipped without openssl)', () => {
  /** A CONNECT proxy that knows one name, and asks for a login. */
  const proxy = async (to: number, asked: string[]): Promise<number> => {
    const server = http.createServer()
    server.on('connect', (request, socket) => {
      asked.push(`${request.url}`)
      const login = Buffer.from('me:p@ss').toString('base64')
      if (request.headers['proxy-authorization'] !== `Basic ${login}`) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
        return
      }
      const onward = connect(to, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      socket.on('error', () => onward.destroy())
      onward.on('error', () => socket.destroy())
    })
    return listen(server)
  }
  const secure = (): Promise<number> =>
    listen(
      https.createServer(
        { key: readFileSync(keyFile), cert: readFileSync(certFile) },
        answerIdentity,
      ),
    )

  it('in HTTPS_PROXY carries the calls, with login and certificate check', async () => {
    const asked: string[] = []
    const port = await proxy(await secure(), asked)
    const ports = portsWith(
      { HTTPS_PROXY: `http://me:p%40ss@127.0.0.1:${port}`, AWS_CA_BUNDLE: certFile },
      { endpointUrl: 'https://aws.example.test:8443' },
    )
    expect((await ports.identity.whoAmI()).account).toBe('123456789012')
    expect((await ports.identity.whoAmI()).account).toBe('123456789012')
    // The tunnel is kept for the second call.
    expect(asked).toEqual(['aws.example.test:8443'])
  })

  it('whose tunnel ends at a certificate of another name is not believed', async () => {
    const port = await proxy(await secure(), [])
    const ports = portsWith(
      { HTTPS_PROXY: `http://me:p%40ss@127.0.0.1:${port}`, AWS_CA_BUNDLE: certFile },
      { endpointUrl: 'https://other.example.test', maxAttempts: 1 },
    )
    await expect(ports.identity.whoAmI()).rejects.toMatchObject({ code: 'MLC-AWS-015' })
  })

  it('that wants another login is named, without the login', async () => {
    const port = await proxy(1, [])
    const ports = portsWith(
      { HTTPS_PROXY: `http://me:wr0ng@127.0.0.1:${port}` },
      { endpointUrl: 'https://aws.example.test', maxAttempts: 1 },
    )
    const failure = await ports.identity.whoAmI().catch((error) => error)
    expect(failure).toMatchObject({ code: 'MLC-AWS-016', exitCode: 75 })
    expect(`${failure.message}${failure.why}${failure.hint}`).toMatch(/407/)
    expect(`${failure.message}${failure.why}${failure.hint}`).not.toMatch(/wr0ng/)
  })

  it.each([
    ['https://aws.example.test', '', true],
    [undefined, '', true],
    [undefined, 'amazonaws.com', false],
    ['https://aws.example.test', 'example.test', false],
    ['https://aws.example.test', '.example.test', false],
    ['https://aws.example.test', 'other.test, aws.example.test:443', false],
    ['https://aws.example.test', '*', false],
    ['https://badexample.test', 'example.test', true],
    ['https://127.0.0.1:8443', '', false],
    ['https://localhost:8443', '', false],
    ['http://aws.example.test', '', false],
  ])('serves %s with NO_PROXY=%j: %j', (endpoint, noProxy, used) => {
    const environment = { https_proxy: 'http://proxy.example:3128', NO_PROXY: noProxy }
    expect(proxyFor(endpoint, environment) !== undefined).toBe(used)
  })
})
