import { GARBAGE } from '../../domain/container/contract/layout.ts'
import { judged, skipped, type Verdict } from '../../domain/container/contract/verdict.ts'
import type { EngineContainer } from '../../ports/container-engine.ts'
import type { HttpAnswer } from '../../ports/http.ts'
import { ended, furnished, type Room, readOnly, stopped, withContainer } from './test-room.ts'

/** SageMaker's limits for one answer. */
const PING_MS = 2_000
const INVOKE_MS = 60_000
const STOP_SECONDS = 30
const PORT = 8080
const LOOK_MS = 200
/** How many further ports a container of a pipeline is given. */
const SAFE_PORTS = 100
/** As many as show a queue. */
const SIDE_BY_SIDE = 4

/** Starts the server as SageMaker does: on 8080, on another port, and without a network. */
export const testServing = async (room: Room): Promise<readonly Verdict[]> => {
  const mounts = [readOnly(room.options.model ?? (await furnished(room, 'model')), '/opt/ml/model')]
  const serve = { arguments: ['serve'], mounts, network: 'published' as const }
  let readyMs: number | undefined
  const first = await withContainer(
    room,
    'serve',
    { ...serve, port: PORT, environment: {} },
    async (container) => {
      const begun = room.ports.clock.now()
      const ready = await untilReady(room, container, PORT)
      if (ready.url === undefined) return ready.verdicts
      readyMs = room.ports.clock.now() - begun
      return [...ready.verdicts, ...(await exercised(room, container, ready.url))]
    },
  )
  if (readyMs === undefined) return first
  return [...first, ...(await onOtherPort(room, serve)), ...(await offline(room, mounts, readyMs))]
}

type Ready = { readonly url: string | undefined; readonly verdicts: readonly Verdict[] }

/** Asks /ping until it says 200, as the platform does from outside the container. */
const untilReady = async (room: Room, container: EngineContainer, port: number): Promise<Ready> => {
  const { clock, io, http } = room.ports
  const begun = clock.now()
  let last: HttpAnswer | undefined
  let heard: HttpAnswer | undefined
  while (clock.now() - begun < room.options.startupMs) {
    const address = await container.address()
    if (address !== undefined) {
      const url = `http://${address}`
      last = await http.request({ method: 'GET', url: `${url}/ping`, timeoutMs: PING_MS })
      if (last.kind !== 'failed') heard = last
      if (last.kind === 'answered' && last.status === 200) {
        const seconds = ((clock.now() - begun) / 1000).toFixed(1)
        return {
          url,
          verdicts: [
            judged(port === PORT ? 'CTR701' : 'CTR704', true, `200 after ${seconds} s on ${port}`),
            ...(port === PORT
              ? [judged('CTR303', true, 'answers from outside the container')]
              : []),
          ],
        }
      }
    }
    const state = await container.state()
    if (!state.running) {
      return { url: undefined, verdicts: await early(container, port, state.exitCode) }
    }
    await clock.sleep(LOOK_MS, io.signal)
  }
  return { url: undefined, verdicts: unanswered(room, port, heard ?? last) }
}

/** How kernels and languages word a write to what is mounted read-only. */
const READ_ONLY = /read-only file system|EROFS|Errno 30/i

const early = async (
  container: EngineContainer,
  port: number,
  exitCode: number | undefined,
): Promise<readonly Verdict[]> => {
  const ready = neverReady(port, `it ended with ${exitCode ?? '?'}`)
  const line = (await container.logs(50)).split('\n').find((text) => READ_ONLY.test(text))
  return line === undefined ? [ready] : [ready, judged('CTR706', false, line.trim())]
}

const neverReady = (port: number, detail: string): Verdict =>
  judged(port === PORT ? 'CTR701' : 'CTR704', false, detail)

const unanswered = (
  { options }: Room,
  port: number,
  last: HttpAnswer | undefined,
): readonly Verdict[] => {
  const within = `within ${options.startupMs / 1000} s`
  if (last?.kind === 'timed-out') {
    return [
      neverReady(port, `no answer ${within}`),
      judged('CTR702', false, 'no ping was answered within 2 s'),
    ]
  }
  if (last?.kind === 'answered') {
    return [neverReady(port, `/ping answers ${last.status}, not 200, ${within}`)]
  }
  if (port !== PORT) return [neverReady(port, `nothing listens on ${port} ${within}`)]
  return [
    neverReady(port, `no connection to ${port} ${within}`),
    judged(
      'CTR303',
      false,
      `nothing is reached on ${port} from outside: another port, or bound to 127.0.0.1`,
    ),
  ]
}

/** Everything that needs a server that is up; the stop is last. */
const exercised = async (
  room: Room,
  container: EngineContainer,
  url: string,
): Promise<readonly Verdict[]> => [
  await pings(room, url),
  ...(await invocations(room, url)),
  await wrongPayload(room, container, url),
  judged('CTR706', true, '/opt/ml/model was read-only'),
  await stopped(room, container, 'CTR705', STOP_SECONDS),
]

const pings = async ({ ports: { http } }: Room, url: string): Promise<Verdict> => {
  const took: number[] = []
  for (let n = 0; n < 5; n++) {
    const answer = await http.request({ method: 'GET', url: `${url}/ping`, timeoutMs: PING_MS })
    if (answer.kind !== 'answered' || answer.status !== 200) {
      return judged('CTR702', false, `ping ${n + 1}: ${saidBy(answer)}`)
    }
    took.push(answer.tookMs)
  }
  return judged('CTR702', true, `the slowest of 5 took ${Math.max(...took)} ms`)
}

const saidBy = (answer: HttpAnswer): string => {
  if (answer.kind === 'timed-out') return `no answer within ${answer.tookMs} ms`
  if (answer.kind === 'failed') return answer.detail
  const text = new TextDecoder().decode(answer.body).trim().slice(0, 200)
  return `${answer.status} after ${answer.tookMs} ms${text === '' ? '' : `: ${text}`}`
}

const isOk = (answer: HttpAnswer): boolean => answer.kind === 'answered' && answer.status === 200

/** Headers that SageMaker adds, and one that nobody knows. */
const FOREIGN = {
  'X-Amzn-SageMaker-Custom-Attributes': 'trace=1',
  'X-Amzn-SageMaker-Inference-Id': 'mlctl',
  'X-Mlctl-Unknown': '1',
} as const

const invocations = async (room: Room, url: string): Promise<readonly Verdict[]> => {
  const { payload } = room.options
  if (payload === undefined) {
    const why = 'no --payload'
    return [skipped('CTR703', why), skipped('CTR707', why), skipped('CTR708', why)]
  }
  const plain = await invoke(room, url, payload)
  if (!isOk(plain)) return [judged('CTR703', false, saidBy(plain))]
  const foreign = await invoke(room, url, payload, FOREIGN)
  return [
    judged('CTR703', true, saidBy(plain)),
    judged('CTR707', isOk(foreign), saidBy(foreign)),
    await sideBySide(room, url, payload),
  ]
}

const invoke = (
  { ports, options }: Room,
  url: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> =>
  ports.http.request({
    method: 'POST',
    url: `${url}/invocations`,
    body,
    headers: { 'Content-Type': options.contentType, ...headers },
    timeoutMs: INVOKE_MS,
  })

const sideBySide = async (room: Room, url: string, payload: Uint8Array): Promise<Verdict> => {
  const { http, clock, io } = room.ports
  const requests = Array.from({ length: SIDE_BY_SIDE }, () => invoke(room, url, payload))
  // The ping comes second, so that it shows what waits behind what.
  await clock.sleep(LOOK_MS, io.signal)
  const ping = http.request({ method: 'GET', url: `${url}/ping`, timeoutMs: PING_MS })
  const answers = await Promise.all([...requests, ping])
  const bad = answers.find((answer) => !isOk(answer))
  const slowest = Math.max(...answers.map(({ tookMs }) => tookMs))
  return judged(
    'CTR708',
    bad === undefined,
    bad === undefined
      ? `${SIDE_BY_SIDE} requests and a ping within ${slowest} ms`
      : `one of ${SIDE_BY_SIDE} requests and a ping: ${saidBy(bad)}`,
  )
}

const wrongPayload = async (
  room: Room,
  container: EngineContainer,
  url: string,
): Promise<Verdict> => {
  const answer = await invoke(room, url, GARBAGE)
  const ping = await room.ports.http.request({
    method: 'GET',
    url: `${url}/ping`,
    timeoutMs: PING_MS,
  })
  const { running } = await container.state()
  return judged(
    'CTR709',
    running && isOk(ping),
    `${GARBAGE.length} random bytes: ${saidBy(answer)}; then ping: ${saidBy(ping)}`,
  )
}

type Serve = Pick<Parameters<typeof withContainer>[2], 'arguments' | 'mounts' | 'network'>

/** Another port at each run: a server that knows one by heart does not pass. */
const onOtherPort = (room: Room, serve: Serve): Promise<readonly Verdict[]> => {
  const port = 20_000 + Math.floor(room.ports.clock.random() * 10_000)
  // In a pipeline of containers each gets both: its port, and others that it may take for itself.
  const environment = {
    SAGEMAKER_BIND_TO_PORT: String(port),
    SAGEMAKER_SAFE_PORT_RANGE: `${port + 1}-${port + SAFE_PORTS}`,
  }
  return withContainer(
    room,
    `serve on ${port}`,
    { ...serve, port, environment },
    async (container) => (await untilReady(room, container, port)).verdicts,
  )
}

/** Twice as long as it took with a network, and long enough for a first failed download. */
const offline = (room: Room, mounts: Serve['mounts'], readyMs: number) =>
  withContainer(
    room,
    'serve without a network',
    { arguments: ['serve'], mounts, network: 'none', environment: {} },
    async (container) => {
      const limitMs = Math.max(2000, readyMs * 2)
      const end = await ended(room, container, limitMs)
      return [
        judged(
          'CTR307',
          end === undefined,
          end === undefined
            ? `still up ${(limitMs / 1000).toFixed(0)} s after a start without network`
            : `without a network it ended with ${end.exitCode ?? '?'}`,
        ),
      ]
    },
  )
