/** program/serve.mjs: the serving contract on node:http. */
export const NODE_SERVE = `// Answers SageMaker: GET /ping and POST /invocations. loadModel and predict are yours to replace.
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const MODEL_FOLDER = join(process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml', 'model')
const PORT = Number(process.env.SAGEMAKER_BIND_TO_PORT ?? 8080)
// InvokeEndpoint takes no larger body than 6 MiB; batch transform may.
const MAX_BODY_BYTES = 100 * 1024 * 1024
// SIGKILL comes 30 seconds after SIGTERM.
const DRAIN_MS = 25_000
const EXAMPLE_MODEL = { weights: [2, 1], bias: 0 }

/** Whatever model.tar.gz held is in the folder, read-only. */
const loadModel = async (folder) => {
  const names = await readdir(folder).catch(() => [])
  if (names.includes('model.json')) {
    return JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))
  }
  if (names.length > 0) throw new Error('there is no model.json in ' + folder)
  console.log(folder + ' is empty: answering with the example model of serve.mjs.')
  return EXAMPLE_MODEL
}

class BadRequest extends Error {}

/** {"instances": [[1, 2], ...]} gives {"predictions": [4, ...]}. */
const predict = ({ weights, bias }, payload) => {
  if (!Array.isArray(payload?.instances)) {
    throw new BadRequest('expected {"instances": [[number, ...], ...]}')
  }
  const predictions = payload.instances.map((row) => {
    const fits = Array.isArray(row) && row.length === weights.length
    if (!fits || !row.every((value) => typeof value === 'number')) {
      throw new BadRequest('every instance needs ' + weights.length + ' numbers')
    }
    return row.reduce((sum, x, i) => sum + x * weights[i], bias)
  })
  return { predictions }
}

let model

const bodyOf = async (request) => {
  const chunks = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > MAX_BODY_BYTES) throw new BadRequest('the body is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const parsed = (text) => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadRequest(error.message)
  }
}

const invoke = async (request) => {
  const text = await bodyOf(request)
  if (model === undefined) return [503, { error: 'the model is not loaded yet' }]
  const [kind] = (request.headers['content-type'] ?? 'application/json').split(';')
  if (kind.trim() !== 'application/json') {
    return [415, { error: 'application/json is taken, not ' + kind }]
  }
  return [200, predict(model, parsed(text))]
}

const answerTo = async (request) => {
  const route = request.method + ' ' + request.url
  // 200 means: the model is loaded. Until then the platform asks again.
  if (route === 'GET /ping') return [model === undefined ? 503 : 200]
  if (route === 'POST /invocations') return invoke(request)
  if (route === 'GET /execution-parameters') {
    const MaxConcurrentTransforms = availableParallelism()
    return [200, { MaxConcurrentTransforms, BatchStrategy: 'MULTI_RECORD', MaxPayloadInMB: 6 }]
  }
  return [404, { error: 'POST /invocations' }]
}

const failure = (error) => {
  if (error instanceof BadRequest) return [400, { error: error.message }]
  console.error(error)
  return [500, { error: error.name }]
}

const server = createServer(async (request, response) => {
  const [status, document] = await answerTo(request).catch(failure)
  const body = document === undefined ? '' : JSON.stringify(document)
  const type = document === undefined ? {} : { 'content-type': 'application/json' }
  response.writeHead(status, { ...type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
})

const [word = 'serve'] = process.argv.slice(2)
if (word !== 'serve') {
  console.error('expected serve, got ' + word)
  process.exit(2)
}

process.on('SIGTERM', () => {
  // Requests under way are finished; idle connections are closed.
  server.close(() => process.exit(0))
  server.closeIdleConnections()
  setTimeout(() => process.exit(0), DRAIN_MS).unref()
})

server.listen(PORT, '0.0.0.0', () => console.log('Listening on port ' + PORT + '.'))
try {
  model = await loadModel(MODEL_FOLDER)
  console.log('The model is loaded.')
} catch (error) {
  console.error(error)
  process.exit(1)
}
`

/** test/serve.test.mjs */
export const TEST_NODE = `// Asks serve.mjs as SageMaker does, on a free port. node --test
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const freePort = async () => {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  return port
}

const start = async (t, model) => {
  const folder = await mkdtemp(join(tmpdir(), 'serve-'))
  await mkdir(join(folder, 'model'))
  for (const [name, text] of Object.entries(model)) {
    await writeFile(join(folder, 'model', name), text)
  }
  const port = await freePort()
  const env = { ...process.env, SAGEMAKER_BASE_DIR: folder, SAGEMAKER_BIND_TO_PORT: String(port) }
  const child = spawn(process.execPath, [join(ROOT, 'program', 'serve.mjs'), 'serve'], { env })
  const ended = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true })
  })
  const ask = (path, body, type = 'application/json') =>
    fetch('http://localhost:' + port + path, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      headers: { 'content-type': type, 'x-unknown': '1' },
    })
  const ready = async () => {
    for (let i = 0; i < 200; i++) {
      const response = await ask('/ping').catch(() => undefined)
      if (response?.status === 200) return
      await sleep(50)
    }
    assert.fail('no ping was answered with 200')
  }
  return { child, ended, ask, ready }
}

test('answers the sample payload', async (t) => {
  const model = await readFile(join(ROOT, 'sample/model/model.json'), 'utf8')
  const { ask, ready } = await start(t, { 'model.json': model })
  await ready()
  const response = await ask('/invocations', await readFile(join(ROOT, 'sample/payload.json')))
  assert.equal(response.status, 200)
  assert.equal((await response.json()).predictions.length, 2)
})

test('refuses what it cannot read and goes on', async (t) => {
  const { ask, ready } = await start(t, {})
  await ready()
  assert.equal((await ask('/invocations', '{')).status, 400)
  assert.equal((await ask('/invocations', '[]')).status, 400)
  assert.equal((await ask('/invocations', 'a,b', 'text/csv')).status, 415)
  assert.equal((await ask('/ping')).status, 200)
})

test('ends with 0 on SIGTERM', async (t) => {
  const { child, ended, ready } = await start(t, {})
  await ready()
  child.kill('SIGTERM')
  assert.deepEqual(await ended, [0, null])
})

test('ends when the model is not one', async (t) => {
  const { ended } = await start(t, { 'weights.bin': '1' })
  assert.deepEqual(await ended, [1, null])
})
`
