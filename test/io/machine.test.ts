import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createPlain, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { localMachine } from '../../src/lib/io/machine.ts'
import { tempFolder } from '../support/temp-folder.ts'

const machineIn = (folder: string, env: Readonly<Record<string, string>> = {}) =>
  localMachine({ env, stateFolder: join(folder, 'state'), workingFolder: folder })

const openssl = spawnSync('openssl', ['version']).status === 0

const certificateIn = (folder: string) => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ...['-keyout', key, '-out', cert],
  ])
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), path: cert }
}

const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

describe('a folder', () => {
  it('that is there is looked at itself', async () => {
    const folder = tempFolder()
    chmodSync(folder, 0o750)
    expect(await machineIn(folder).folder(folder)).toEqual({
      exists: true,
      isWritable: true,
      looked: folder,
      mode: 0o750,
    })
  })

  it('that is not there yet is judged by the nearest one above', async () => {
    const folder = tempFolder()
    const state = await machineIn(folder).folder(join(folder, 'a/b/c'))
    expect(state).toMatchObject({ exists: false, isWritable: true, looked: folder })
  })

  it('below a file can never be made', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'file'), '')
    const state = await machineIn(folder).folder(join(folder, 'file/state'))
    expect(state).toMatchObject({ exists: false, isWritable: false, looked: join(folder, 'file') })
  })

  it('has room that is told, also before it is made', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'here'))
    const machine = machineIn(folder)
    expect(await machine.freeBytes(join(folder, 'here/not/yet'))).toBeGreaterThan(0)
  })
})

it('counts an empty variable as unset', () => {
  const machine = machineIn('.', { A: '', B: 'x' })
  expect([machine.variable('A'), machine.variable('B'), machine.variable('C')]).toEqual([
    undefined,
    'x',
    undefined,
  ])
})

it('stops waiting after the time, and tells the work', async () => {
  let told = false
  const end = await machineIn('.').within(20, (signal) => {
    signal.addEventListener('abort', () => {
      told = true
    })
    return new Promise(() => undefined)
  })
  expect([end, told]).toEqual(['timed-out', true])
})

it('hands out what is done in time, and its failure', async () => {
  const { within } = machineIn('.')
  expect(await within(1_000, async () => 7)).toEqual({ value: 7 })
  await expect(within(1_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

describe('a connection', () => {
  const { reach } = machineIn('.')
  const timeoutMs = 2_000

  it('gets through to a port that listens', async () => {
    const port = await portOf(createPlain())
    expect(await reach({ url: `http://localhost:${port}`, timeoutMs })).toMatchObject({
      stage: 'reached',
    })
  })

  it('ends at the name that nobody knows', async () => {
    const end = await reach({ url: 'https://nobody.invalid', timeoutMs })
    expect(end).toMatchObject({ stage: 'name' })
  })

  it('ends at the port where nothing listens', async () => {
    const server = createPlain()
    const port = await portOf(server)
    await new Promise((resolve) => server.close(resolve))
    const end = await reach({ url: `https://127.0.0.1:${port}`, timeoutMs })
    expect(end).toMatchObject({ stage: 'connection' })
  })

  it('ends at a port that speaks no TLS', async () => {
    const port = await portOf(createPlain())
    const end = await reach({ url: `https://localhost:${port}`, timeoutMs })
    expect(end).toMatchObject({ stage: 'tls' })
  })

  it('ends at a proxy that wants a login, without telling ours', async () => {
    const proxy = createPlain()
    proxy.on('connect', (_request, socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    })
    const port = await portOf(proxy)
    const end = await reach({
      url: 'https://sts.us-east-1.amazonaws.com',
      proxy: `http://ada:secret@127.0.0.1:${port}`,
      timeoutMs,
    })
    expect(end).toEqual({ stage: 'proxy', detail: 'it answered CONNECT with 407' })
  })

  describe.skipIf(!openssl)('with TLS (skipped without openssl)', () => {
    it('ends at a certificate that is not trusted, and not at one that is', async () => {
      const { key, cert } = certificateIn(tempFolder())
      const port = await portOf(createSecure({ key, cert }))
      const url = `https://localhost:${port}`
      expect(await reach({ url, timeoutMs })).toMatchObject({ stage: 'tls' })
      expect(await reach({ url, ca: cert, timeoutMs })).toMatchObject({ stage: 'reached' })
    })

    it('goes through a proxy to the host behind it', async () => {
      const { key, cert } = certificateIn(tempFolder())
      const target = await portOf(createSecure({ key, cert }))
      const asked: (string | undefined)[] = []
      const proxy = createPlain()
      proxy.on('connect', (request, socket) => {
        asked.push(request.url)
        const through = connect(target, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n')
          through.pipe(socket)
          socket.pipe(through)
        })
        through.on('error', () => socket.destroy())
        socket.on('error', () => through.destroy())
      })
      const end = await reach({
        url: 'https://localhost',
        proxy: `http://127.0.0.1:${await portOf(proxy)}`,
        ca: cert,
        timeoutMs,
      })
      expect([end.stage, asked]).toEqual(['reached', ['localhost:443']])
    })
  })
})

describe.skipIf(!openssl)('a bundle of certificates (skipped without openssl)', () => {
  it('is read with names and dates', async () => {
    const folder = tempFolder()
    const { path, cert } = certificateIn(folder)
    writeFileSync(path, `${cert}\n# a word between\n${cert}`)
    const read = await machineIn(folder).certificates(path)
    expect(read.map(({ subject }) => subject)).toEqual(['CN=localhost', 'CN=localhost'])
    expect(read[0]?.validTo).toMatch(/^\d{4}-\d\d-\d\dT/)
  })
})
