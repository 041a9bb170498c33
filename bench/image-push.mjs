// Memory and time of `mlctl container push` with one large layer, into a sandbox served by another
// process. The layer is noise, so that compression helps nobody.
//
//   npm run build && node bench/image-push.mjs [MiB, 2048 unless given] [layers, 1 unless given]
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const MIB = 1024 * 1024
const size = Number(process.argv[2] ?? 2048)
const layerCount = Number(process.argv[3] ?? 1)
const folder = mkdtempSync(join(tmpdir(), 'mlctl-bench-'))
const bin = resolve('bin/mlctl.js')
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  TMPDIR: folder,
  MLCTL_SANDBOX_DIR: join(folder, 'sandbox'),
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_REGION: 'us-east-1',
}

/** A layer of noise, written as it is hashed; answers its digest. */
const writeLayer = (blobs, mebibytes) => {
  const hash = createHash('sha256')
  const file = openSync(join(folder, 'layer'), 'w')
  for (let at = 0; at < mebibytes; at++) {
    const chunk = randomBytes(MIB)
    hash.update(chunk)
    writeSync(file, chunk)
  }
  closeSync(file)
  const hex = hash.digest('hex')
  renameSync(join(folder, 'layer'), join(blobs, hex))
  return `sha256:${hex}`
}

/** An OCI layout of such layers. */
const writeLayout = () => {
  const layout = join(folder, 'oci')
  const blobs = join(layout, 'blobs', 'sha256')
  mkdirSync(blobs, { recursive: true })
  const each = Math.floor(size / layerCount)
  const digests = Array.from({ length: layerCount }, () => writeLayer(blobs, each))
  const put = (mediaType, value) => {
    const text = JSON.stringify(value)
    const hex = createHash('sha256').update(text).digest('hex')
    writeFileSync(join(blobs, hex), text)
    return { mediaType, digest: `sha256:${hex}`, size: text.length }
  }
  const config = put('application/vnd.oci.image.config.v1+json', {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: [] },
  })
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip'
  const layers = digests.map((digest) => ({ mediaType, digest, size: each * MIB }))
  const type = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = put(type, { schemaVersion: 2, mediaType: type, config, layers })
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(
    join(layout, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [manifest] }),
  )
  return layout
}

const started = (args, more = {}) =>
  spawn(process.execPath, [...(more.node ?? []), bin, ...args], { env: { ...env, ...more.env } })

const serve = () =>
  new Promise((fulfil, reject) => {
    const server = started(['sandbox', 'serve', '--port', '0', '--json'])
    server.stdout.on('data', (chunk) => {
      const url = /"url":"([^"]+)"/.exec(String(chunk))?.[1]
      if (url) fulfil({ server, url })
    })
    server.once('exit', () => reject(new Error('the sandbox ended')))
  })

const peakOf = join(folder, 'peak.mjs')
writeFileSync(
  peakOf,
  "process.on('exit', () => process.stderr.write('\\nPEAK ' + process.resourceUsage().maxRSS + '\\n'))\n",
)

const push = (layout, url) =>
  new Promise((fulfil) => {
    const args = ['container', 'push', layout, '--repository', 'bench', '--image-tag', 'v1']
    const child = started([...args, '--create', '--yes', '-q'], {
      node: ['--import', peakOf],
      env: { AWS_ENDPOINT_URL: url },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk
      })
    }
    child.once('close', (code) => fulfil({ code, said }))
  })

const { server, url } = await serve()
try {
  const layout = writeLayout()
  const from = performance.now()
  const { code, said } = await push(layout, url)
  const seconds = (performance.now() - from) / 1000
  const peak = Number(/PEAK (\d+)/.exec(said)?.[1]) / 1024
  if (code !== 0) throw new Error(said)
  console.log(
    `${size} MiB in ${layerCount} layer(s): ${seconds.toFixed(1)} s, ${(size / seconds).toFixed(0)} MiB/s`,
  )
  console.log(`peak memory: ${peak.toFixed(0)} MiB (bar: 200)`)
  if (peak > 200) process.exitCode = 1
} finally {
  server.kill()
  rmSync(folder, { recursive: true, force: true })
}
