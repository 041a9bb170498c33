import type { ContainerState, EngineImage } from '../../ports/container-engine.ts'

type Json = { readonly [key: string]: unknown }

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' && value ? [value] : []

/** JSON, or undefined for what is none: engines print warnings among their answers. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `image inspect` of docker, podman, finch and nerdctl, which agree but for a few members. */
export const imageIn = (
  inspected: string,
  layers: EngineImage['layers'],
): EngineImage | undefined => {
  const answer = jsonIn(inspected)
  const image = objectOf(Array.isArray(answer) ? answer[0] : answer)
  if (textOf(image.Id) === '') return undefined
  const config = objectOf(image.Config)
  const digest = textOf(image.Digest) || textOf(image.RepoDigests && textsOf(image.RepoDigests)[0])
  // Docker has a descriptor only where containerd keeps its images.
  const type = textOf(image.ManifestType) || textOf(objectOf(image.Descriptor).mediaType)
  const id = textOf(image.Id)
  return {
    id: id.startsWith('sha256:') ? id : `sha256:${id}`,
    ...(digest === '' ? {} : { digest: digest.split('@').at(-1) ?? digest }),
    ...(type === '' ? {} : { manifestType: type }),
    os: textOf(image.Os),
    architecture: textOf(image.Architecture),
    user: textOf(config.User) || textOf(image.User),
    entrypoint: textsOf(config.Entrypoint),
    command: textsOf(config.Cmd),
    environment: environmentIn(config.Env),
    labels: Object.fromEntries(
      Object.entries(objectOf(config.Labels ?? image.Labels)).map(([k, v]) => [k, String(v)]),
    ),
    sizeBytes: sizeOf(image, layers),
    layers,
  }
}

/** Where containerd keeps the images, `Size` counts the layers twice: compressed and unpacked. */
const sizeOf = (image: Json, layers: EngineImage['layers']): number => {
  const unpacked = layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return image.Descriptor !== undefined && unpacked > 0 ? unpacked : Number(image.Size ?? 0)
}

const environmentIn = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    textsOf(value).map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

/** History, newest first, as lines of JSON or one array. */
export const layersIn = (history: string): EngineImage['layers'] => {
  const whole = jsonIn(history)
  const rows = Array.isArray(whole) ? whole : history.split('\n').map(jsonIn)
  return rows
    .map(objectOf)
    .filter((row) => row.CreatedBy !== undefined)
    .map((row) => ({
      createdBy: textOf(row.CreatedBy).replace('/bin/sh -c #(nop) ', '').trim(),
      sizeBytes: bytesIn(row.size ?? row.Size),
    }))
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
}

/** 4608, "4608", or "1.5MB" where an engine knows no other form. */
const bytesIn = (value: unknown): number => {
  const [, number = '0', unit = 'B'] = /^([\d.]+)\s*([A-Za-z]*)$/.exec(String(value ?? 0)) ?? []
  return Math.round(Number(number) * (UNITS[unit.toUpperCase() || 'B'] ?? 1))
}

/** `.State` of a container. */
export const stateIn = (inspected: string): ContainerState => {
  const state = objectOf(jsonIn(inspected))
  const running = state.Running === true
  return {
    running,
    exitCode: running ? undefined : Number(state.ExitCode ?? 0),
    outOfMemory: state.OOMKilled === true,
  }
}

/** Version of the client, and what `version` says of the server. */
export const versionsIn = (
  answer: string,
): { readonly client: string; readonly server: string; readonly podmanBehind: boolean } => {
  const all = objectOf(jsonIn(answer))
  const client = objectOf(all.Client)
  const server = objectOf(all.Server)
  const components = Array.isArray(server.Components) ? server.Components.map(objectOf) : []
  const engine = components.find(({ Name }) => Name === 'Engine' || Name === 'containerd')
  return {
    client: textOf(client.Version),
    server: textOf(server.Version) || textOf(engine?.Version),
    podmanBehind: components.some(({ Name }) => Name === 'Podman Engine'),
  }
}
