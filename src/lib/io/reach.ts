import { lookup } from 'node:dns/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { bareHost, portOf, tunnelRequest } from '../domain/core/proxy-tunnel.ts'
import type { ReachAsk, Reached } from '../ports/machine.ts'

/** Connects in the order name, connection, proxy's tunnel, TLS, and says where it ended. Sends no request. */
export const reach = async (ask: ReachAsk): Promise<Reached> => {
  const begun = performance.now()
  const url = new URL(ask.url)
  const proxy = ask.proxy === undefined ? undefined : new URL(ask.proxy)
  const first = proxy ?? url
  // Behind a proxy the proxy looks the name up; asking here would blame a resolver that is not used.
  const named = await stage('name', lookup(bareHost(first)))
  if (named !== undefined) return named
  const opened = await socketOf(url, proxy, ask.timeoutMs)
  if ('stage' in opened) return opened
  const ended = url.protocol === 'https:' ? await shakeHands(opened.socket, url, ask) : undefined
  opened.socket.destroy()
  return ended ?? { stage: 'reached', tookMs: Math.round(performance.now() - begun) }
}

type Failed = Exclude<Reached, { stage: 'reached' }>

const stage = async (name: Failed['stage'], work: Promise<unknown>): Promise<Failed | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => ({ stage: name, detail: detailOf(error) }),
  )

const detailOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return error.message === '' || error.message.includes(code)
    ? error.message || code
    : `${error.message} (${code})`
}

const socketOf = (
  url: URL,
  proxy: URL | undefined,
  timeoutMs: number,
): Promise<{ readonly socket: Socket } | Failed> =>
  proxy === undefined ? direct(url, timeoutMs) : tunnel(url, proxy, timeoutMs)

const direct = (url: URL, timeoutMs: number): Promise<{ readonly socket: Socket } | Failed> =>
  new Promise((resolve) => {
    const socket = connect({ host: bareHost(url), port: portOf(url) })
    const fail = (detail: string) => {
      socket.destroy()
      resolve({ stage: 'connection', detail })
    }
    socket.setTimeout(timeoutMs, () => fail(noAnswer(timeoutMs)))
    socket.once('error', (error) => fail(detailOf(error)))
    socket.once('connect', () => resolve({ socket }))
  })

const tunnel = (
  url: URL,
  proxy: URL,
  timeoutMs: number,
): Promise<{ readonly socket: Socket } | Failed> =>
  new Promise((resolve) => {
    const authority = `${url.hostname}:${portOf(url)}`
    const open = proxy.protocol === 'https:' ? httpsRequest : httpRequest
    const asked = open(tunnelRequest(proxy, authority))
    const fail = (detail: string) => {
      asked.destroy()
      resolve({ stage: 'proxy', detail })
    }
    asked.setTimeout(timeoutMs, () => fail(noAnswer(timeoutMs)))
    asked.once('error', (error) => fail(detailOf(error)))
    asked.once('response', ({ statusCode }) => fail(`it answered CONNECT with ${statusCode}`))
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve({ socket: socket as Socket })
      socket.destroy()
      fail(`it answered CONNECT with ${statusCode}`)
    })
    asked.end()
  })

const shakeHands = (
  socket: Socket,
  url: URL,
  { ca, timeoutMs }: ReachAsk,
): Promise<Failed | undefined> =>
  new Promise((resolve) => {
    const secure = tlsConnect({
      socket,
      servername: bareHost(url),
      ...(ca === undefined ? {} : { ca }),
    })
    const fail = (detail: string) => resolve({ stage: 'tls', detail })
    secure.setTimeout(timeoutMs, () => fail(noAnswer(timeoutMs)))
    secure.once('error', (error) => fail(detailOf(error)))
    secure.once('secureConnect', () => resolve(undefined))
  })

const noAnswer = (ms: number): string => `no answer within ${ms / 1000} s`
