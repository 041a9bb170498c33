import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pushToRegistry } from '../../src/lib/flows/container/push-plain.ts'
import { history } from '../../src/lib/flows/project/history.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { ImageUploads, Registry } from '../../src/lib/ports/image-uploads.ts'
import {
  dockerArchive,
  layoutFiles,
  noise,
  ociManifest,
  testImage,
  writeTree,
} from '../support/images.ts'
import { buryLock } from '../support/killable.ts'
import { mortal } from '../support/mortal.ts'
import { missingForRegistry, startRegistry } from '../support/real-registry.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'
import { run } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'

const missing = missingForRegistry()
const MOMENTS = ['before', 'after'] as const

/** The world with a password on its stdin. */
const worldWith = (password: string, world = sandboxWorld()) => {
  const files = {
    ...world.ports.files,
    read: (path: string) => (path === '-' ? stdin(`${password}\n`) : world.ports.files.read(path)),
  }
  return { ...world, ports: { ...world.ports, files } }
}

async function* stdin(text: string) {
  yield Buffer.from(text)
}

/** Ports over registries whose uploads are watched, or die. */
const over = (ports: Ports, wrap: (uploads: ImageUploads) => ImageUploads): Ports => {
  const { imageRegistries } = ports
  return {
    ...ports,
    imageRegistries: {
      open: async (registry: Registry) => wrap(await imageRegistries.open(registry)),
      credentials: (host) => imageRegistries.credentials(host),
      loginEngine: (...given) => imageRegistries.loginEngine(...given),
      loginFolder: (...given) => imageRegistries.loginFolder(...given),
    },
  }
}

const place = (host: string) => ({
  host,
  insecure: true,
  username: 'AWS' as string | undefined,
  passwordStdin: true,
})

const request = (image: string) => ({
  image,
  repository: 'ml/fraud',
  tag: 'v1',
  dryRun: false,
})

describe.skipIf(missing.length > 0)(
  `a real registry${missing.length > 0 ? ` (skipped: ${missing.join(', ')} not installed)` : ''}`,
  () => {
    it('takes an image that skopeo reads back, and takes it once', async () => {
      const folder = tempFolder()
      const host = await startRegistry(folder)
      const world = worldWith('pw')
      // More than one part, so that the chunks are put together by the registry.
      const image = await testImage([{ a: 'a' }, { b: noise(11 * 1024 * 1024) }])
      const path = await dockerArchive(join(folder, 'image.tar'), image)
      const pushed = await pushToRegistry(world.ports, request(path), place(host))
      expect(pushed.status).toBe('applied')
      expect(world.io.notes.join()).toContain(`Plan: push ${host}/ml/fraud:v1 (2 layers, 11.0 MiB`)
      const { records } = await world.ports.journal.read()
      expect(records.map(({ kind }) => kind)).toEqual(['run', 'intent', 'outcome'])
      expect(records[0]).toMatchObject({ target: 'registry', account: host })
      expect(records.at(-1)).toMatchObject({ result: 'done', output: { digest: pushed.digest } })
      expect(JSON.stringify(records)).not.toContain('pw')
      const read = await run([
        ...['skopeo', 'inspect', '--tls-verify=false', '--creds', 'AWS:pw'],
        `docker://${host}/ml/fraud:v1`,
      ])
      expect(read.err).toBe('')
      expect(JSON.parse(read.out)).toMatchObject({ Digest: pushed.digest, Architecture: 'amd64' })
      const copied = await run([
        ...['skopeo', 'copy', '--src-tls-verify=false', '--src-creds', 'AWS:pw'],
        ...[`docker://${host}/ml/fraud:v1`, `dir:${folder}/copy`],
      ])
      expect(copied.status, copied.err).toBe(0)
      const again = await pushToRegistry(world.ports, request(path), place(host))
      expect(again).toMatchObject({ status: 'nothing-to-do', digest: pushed.digest })
    }, 60_000)

    it('refuses a wrong password before a byte is sent', async () => {
      const folder = tempFolder()
      const host = await startRegistry(folder)
      const path = await dockerArchive(join(folder, 'i.tar'), await testImage([{ a: 'a' }]))
      const push = pushToRegistry(worldWith('no').ports, request(path), place(host))
      await expect(push).rejects.toMatchObject({ code: 'MLC-CTR-114', exitCode: 4 })
    }, 60_000)

    it('killed at any call, the same line goes on, sends no part twice, and says so in the journal', async () => {
      const folder = tempFolder()
      const host = await startRegistry(folder)
      // In OCI layout the layers are packed already: each of the runs opens the image anew.
      const blobs = new Map<string, Buffer>()
      const image = await testImage([{ a: noise(11 * 1024 * 1024) }, { b: noise(1000, 'b') }])
      const index = { schemaVersion: 2, manifests: [ociManifest(blobs, image)] }
      const path = await writeTree(join(folder, 'oci'), layoutFiles(blobs, index))
      const at = async (repository: string, life: ReturnType<typeof mortal>) => {
        const world = worldWith('pw')
        const ports = over({ ...world.ports, journal: life.wrap(world.ports.journal) }, life.wrap)
        const pushed = pushToRegistry(ports, { ...request(path), repository }, place(host))
        const end = await Promise.race([pushed.then(() => 'ended' as const), life.killed])
        return { ...world, end }
      }
      const resumed = async (world: ReturnType<typeof sandboxWorld>, repository: string) => {
        buryLock(world.folder)
        const { ports } = worldWith('pw', world.again())
        const sent: string[] = []
        const watched = over(ports, (uploads) => ({
          ...uploads,
          send: async (name, part, signal) => {
            const after = await uploads.send(name, part, signal)
            if (after.received > part.upload.received)
              sent.push(`${after.uploadId} ${after.received}`)
            return after
          },
        }))
        const pushed = await pushToRegistry(watched, { ...request(path), repository }, place(host))
        expect(new Set(sent).size).toBe(sent.length)
        const again = await pushToRegistry(ports, { ...request(path), repository }, place(host))
        expect(again).toMatchObject({ status: 'nothing-to-do', digest: pushed.digest })
        const { runs } = await history(ports, 1)
        expect(['done', 'found']).toContain(runs[0]?.steps[0]?.result)
      }
      const whole = mortal(Number.POSITIVE_INFINITY, 'after')
      expect((await at('ml/whole', whole)).end).toBe('ended')
      expect(whole.calls()).toBeGreaterThan(12)
      for (let dieAt = 1; dieAt <= whole.calls(); dieAt++) {
        // Both at every call take over a minute: MLCTL_FULL_KILL=1 does it.
        const moments =
          process.env.MLCTL_FULL_KILL === '1' ? MOMENTS : [MOMENTS[dieAt % 2] ?? 'after']
        for (const moment of moments) {
          const repository = `ml/${moment}-${dieAt}`
          const life = mortal(dieAt, moment, 'silent')
          const { end, ...world } = await at(repository, life)
          expect(end).toBe('killed')
          await resumed(world, repository)
        }
      }
    }, 300_000)

    it('goes on where the registry says after an answer was lost', async () => {
      const folder = tempFolder()
      const host = await startRegistry(folder)
      const { ports } = sandboxWorld()
      const login = { username: 'AWS', password: 'pw' }
      const uploads = await ports.imageRegistries.open({ host, insecure: true, ...login })
      const signal = AbortSignal.timeout(30_000)
      const bytes = noise(1000)
      const begun = await uploads.begin('ml/fraud')
      const sent = await uploads.send('ml/fraud', { upload: begun, bytes }, signal)
      expect(sent.received).toBe(1000)
      // The same part again, as a process that died before it heard the answer would send it.
      const stale = { upload: { ...sent, received: 0 }, bytes }
      expect(await uploads.send('ml/fraud', stale, signal)).toMatchObject({ received: 1000 })
    }, 60_000)
  },
)

it('one of user name and password alone is refused', async () => {
  const { ports } = sandboxWorld()
  const half = { ...place('127.0.0.1:1'), username: undefined }
  await expect(pushToRegistry(ports, request('x'), half)).rejects.toMatchObject({ exitCode: 2 })
})

it('a plan file is refused: it could hold no password', async () => {
  const { ports } = sandboxWorld()
  const place1 = { ...place('127.0.0.1:1'), username: undefined, passwordStdin: false }
  const push = pushToRegistry(ports, { ...request('x'), planOut: 'plan.json' }, place1)
  await expect(push).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('ECR') })
})
