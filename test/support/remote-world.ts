import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { RemoteRequest } from '../../src/lib/flows/remote/run.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { servingRole } from './hosting-world.ts'
import { sandboxWorld, type World, type WorldOptions } from './sandbox-world.ts'
import { memoryFolder, tempFolder } from './temp-folder.ts'

export const REMOTE_IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/work:1'
export const REMOTE_ROLE = 'work'

export type RemoteWorld = World & {
  readonly write: (files: Readonly<Record<string, string>>) => void
}

/** A sandbox with a role that jobs may take on and that may use S3, beside a folder to work in. */
export const remoteWorld = async (options: WorldOptions = {}): Promise<RemoteWorld> => {
  const world = sandboxWorld({ clock: '2026-11-22T10:00:00Z', folder: memoryFolder(), ...options })
  await servingRole(world.ports, undefined, REMOTE_ROLE)
  await allowS3(world.ports)
  const write: RemoteWorld['write'] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      const at = join(world.folder, 'work', path)
      mkdirSync(dirname(at), { recursive: true })
      writeFileSync(at, text)
      if (text.startsWith('#!')) chmodSync(at, 0o755)
    }
  }
  write({ 'hello.sh': '#!/bin/sh\necho hello\n' })
  return { ...world, write }
}

const allowS3 = (ports: Ports) =>
  ports.roles.putInlinePolicy(REMOTE_ROLE, 's3', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:*', 'ecr:*'], Resource: '*' }],
  })

/** Runs the programs of jobs on this machine, in place of containers. */
export const hostEngine = (): string => {
  const folder = tempFolder()
  const script = resolve('test/support/host-engine.mjs')
  return engineCommand(['env', `MLCTL_HOST_ENGINE_DIR=${folder}`, 'node', script])
}

/** An engine for jobs that a command line leads to. */
export const engineCommand = (words: readonly string[]): string => {
  const path = join(tempFolder(), 'engine')
  const line = words.map((word) => `'${word}'`).join(' ')
  writeFileSync(path, `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 })
  return path
}

/** A request to run a command in the folder `work`, with all that is not said left alone. */
export const remoteRequest = (
  command: readonly string[],
  change: Omit<Partial<RemoteRequest>, 'spec'> & {
    readonly spec?: Partial<RemoteRequest['spec']>
  } = {},
): RemoteRequest => ({
  role: REMOTE_ROLE,
  bucket: undefined,
  output: 'back',
  again: false,
  prices: {},
  tags: {},
  wait: true,
  ...change,
  spec: {
    command,
    image: REMOTE_IMAGE,
    instanceType: 'ml.m5.xlarge',
    environment: {},
    inputs: {},
    volumeGb: 30,
    maxRuntimeSeconds: 3_600,
    ...change.spec,
  },
  pack: {
    folder: 'work',
    include: [],
    exclude: [],
    maxBytes: 200e6,
    maxSizeText: undefined,
    allowSecrets: undefined,
    ...change.pack,
  },
  follow: { timeoutMs: undefined, stopOnExit: false, printLog: true, ...change.follow },
  apply: { consent: { yes: true }, dryRun: false, ...change.apply },
})
