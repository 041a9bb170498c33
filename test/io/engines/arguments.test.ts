import { expect, it } from 'vitest'
import { imageIn, layersIn, stateIn, versionsIn } from '../../../src/lib/io/engines/answers.ts'
import { buildArguments, createArguments } from '../../../src/lib/io/engines/arguments.ts'
import type { BuildRequest, EngineState } from '../../../src/lib/ports/container-engine.ts'

const state = (name: EngineState['name'], buildx = false): EngineState => ({
  ...{ name, buildx, installed: true, ready: true, podmanBehind: false },
  ...{ rootless: false, canRun: true, detail: '' },
})

const REQUEST: Omit<BuildRequest, 'buildArgs'> = {
  context: '/ctx',
  dockerfile: '/ctx/Dockerfile',
  name: 'churn:1',
  platform: 'linux/amd64',
  target: 'serve',
  secrets: ['id=pip,src=pip.conf'],
  cacheFrom: ['type=registry,ref=r:cache'],
  cacheTo: [],
  noCache: true,
  buildOptions: ['--isolation=chroot'],
}

const SHARED = [
  ...['--file', '/ctx/Dockerfile', '--tag', 'churn:1', '--platform', 'linux/amd64'],
  ...['--build-arg', 'V', '--target', 'serve', '--secret', 'id=pip,src=pip.conf'],
  ...['--cache-from', 'type=registry,ref=r:cache', '--no-cache', '--isolation=chroot', '/ctx'],
]

it.each([
  ['docker with its old builder', state('docker'), ['build']],
  [
    'docker with buildx',
    state('docker', true),
    [
      'buildx',
      'build',
      '--provenance=false',
      '--sbom=false',
      '--output',
      'type=docker,oci-mediatypes=false',
      '--progress',
      'rawjson',
    ],
  ],
  ['podman', state('podman'), ['build', '--format', 'docker']],
  ['buildah', state('buildah'), ['build', '--format', 'docker', '--layers']],
  [
    'nerdctl',
    state('nerdctl'),
    [
      'build',
      '--provenance=false',
      '--sbom=false',
      '--output',
      'type=docker,oci-mediatypes=false',
      '--progress',
      'plain',
    ],
  ],
])('%s gets only the flags it knows', (_name, engine, first) => {
  expect(buildArguments(engine, REQUEST, ['--build-arg', 'V'])).toEqual([...first, ...SHARED])
})

it('a container without a network has no port, one with it is open on this machine alone', () => {
  const request = { image: 'i', arguments: ['serve'], hostname: 'algo-1' }
  const mounts = [{ from: '/m', to: '/opt/ml/model', readOnly: true }]
  const names = ['create', '--hostname', 'algo-1', '--add-host', 'algo-1:127.0.0.1']
  const given = ['--env-file', '/tmp/environment']
  const isolated = { ...request, mounts, network: 'none', memoryMiB: 64 } as const
  expect(createArguments(isolated, given)).toEqual([
    ...[...names, '--network', 'none', ...given, '--volume', '/m:/opt/ml/model:ro'],
    ...['--memory', '64m', 'i', 'serve'],
  ])
  const published = { ...request, mounts: [], network: 'published', port: 8080 } as const
  expect(createArguments(published, given)).toEqual([
    ...names,
    '--publish',
    '127.0.0.1::8080',
    ...given,
    'i',
    'serve',
  ])
})

it('Podman behind Docker’s command line is seen, and a daemon that is missing', () => {
  const podman = {
    Client: { Version: '28.2.2' },
    Server: { Components: [{ Name: 'Podman Engine' }, { Name: 'Engine', Version: '4.3.1' }] },
  }
  expect(versionsIn(JSON.stringify(podman))).toEqual({
    client: '28.2.2',
    server: '4.3.1',
    podmanBehind: true,
  })
  expect(versionsIn('{"Client":{"Version":"28.2.2"},"Server":null}').server).toBe('')
})

it.each([
  [
    'lines with numbers',
    '{"CreatedBy":"/bin/sh -c #(nop) ENV A=1","Size":"0"}\n{"CreatedBy":"COPY x","Size":"4608"}',
  ],
  [
    'one array',
    '[{"CreatedBy":"/bin/sh -c #(nop) ENV A=1","size":0},{"CreatedBy":"COPY x","size":4608}]',
  ],
  [
    'lines for people',
    '{"CreatedBy":"ENV A=1","Size":"0B"}\n{"CreatedBy":"COPY x","Size":"4.608kB"}',
  ],
])('a history in %s gives the same layers', (_form, text) => {
  expect(layersIn(text)).toEqual([
    { createdBy: 'ENV A=1', sizeBytes: 0 },
    { createdBy: 'COPY x', sizeBytes: 4608 },
  ])
})

it('an image and a container are read alike whatever the engine leaves out', () => {
  const docker = {
    Id: 'sha256:ab',
    Os: 'linux',
    Architecture: 'amd64',
    Size: 5,
    Config: { User: '1000', Env: ['A=b=c'], Entrypoint: null, Labels: null },
    Descriptor: { mediaType: 'application/vnd.oci.image.index.v1+json' },
  }
  expect(imageIn(JSON.stringify([docker]), [])).toMatchObject({
    ...{ id: 'sha256:ab', user: '1000', entrypoint: [], labels: {}, environment: { A: 'b=c' } },
    manifestType: 'application/vnd.oci.image.index.v1+json',
  })
  expect(imageIn('[]', [])).toBeUndefined()
  expect(stateIn('{"Running":true,"ExitCode":0}').exitCode).toBeUndefined()
  expect(stateIn('{"Running":false,"ExitCode":7}').exitCode).toBe(7)
})

it('an image is as large as its layers where containerd, which counts them twice, keeps it', () => {
  const image = { Id: 'sha256:ab', Size: 30 }
  const layers = [{ createdBy: 'COPY x', sizeBytes: 20 }]
  expect(imageIn(JSON.stringify(image), layers)?.sizeBytes).toBe(30)
  const kept = { ...image, Descriptor: { mediaType: 'application/vnd.oci.image.manifest.v1+json' } }
  expect(imageIn(JSON.stringify(kept), layers)?.sizeBytes).toBe(20)
  expect(imageIn(JSON.stringify(kept), [])?.sizeBytes).toBe(30)
})
