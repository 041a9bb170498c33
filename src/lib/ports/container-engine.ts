/** Programs that build and run containers; all are driven by their command line. */
export const ENGINE_NAMES = ['docker', 'podman', 'finch', 'nerdctl', 'buildah'] as const
export type EngineName = (typeof ENGINE_NAMES)[number]

export interface ContainerEngines {
  /** What is installed, and whether it answers, in the order of preference. */
  detect(choice: EngineChoice): Promise<readonly EngineState[]>
  /**
   * The wanted engine, or the first that answers. StateError MLC-CTR-201 when there is none, with
   * what each one said; MLC-CTR-202 when the wanted one does not answer.
   */
  open(choice: EngineChoice): Promise<ContainerEngine>
}

export type EngineChoice = {
  readonly name?: EngineName | undefined
  /** Words before the subcommand: `--root /var/tmp/images`. */
  readonly extraArgs: readonly string[]
  /** `build` is enough for one that cannot run containers (buildah). */
  readonly need: 'build' | 'run'
}

export type EngineState = {
  readonly name: EngineName
  readonly installed: boolean
  /** It can work now; `detail` says why not. */
  readonly ready: boolean
  readonly version?: string
  /** Docker's command line with Podman answering behind its socket. */
  readonly podmanBehind: boolean
  /** BuildKit by `docker buildx`; flags of its own are only understood there. */
  readonly buildx: boolean
  readonly rootless: boolean
  readonly canRun: boolean
  readonly detail: string
}

/** One engine that answers. */
export interface ContainerEngine {
  readonly state: EngineState
  build(request: BuildRequest, watch: BuildWatch): Promise<BuildEnd>
  /** Undefined when there is no such image here. */
  inspectImage(image: string): Promise<EngineImage | undefined>
  /** Starts a container in the background; a failed start is an end like any other. */
  run(request: RunRequest): Promise<EngineContainer>
  /** The file system of an image, without running it. */
  imageFiles(image: string): AsyncIterable<ImageFile>
  /** The image as a docker-archive, for whoever pushes it. */
  save(image: string): AsyncIterable<Uint8Array>
}

export type BuildRequest = {
  /** Absolute path of the context folder. */
  readonly context: string
  readonly dockerfile: string
  readonly name: string
  /** `linux/amd64` */
  readonly platform: string
  readonly buildArgs: Readonly<Record<string, string>>
  readonly target: string | undefined
  /** `id=token,src=token.txt`, as the engine takes it. */
  readonly secrets: readonly string[]
  readonly cacheFrom: readonly string[]
  readonly cacheTo: readonly string[]
  readonly noCache: boolean
  /** Further words for the engine's build command, the user's own. */
  readonly buildOptions: readonly string[]
  /** Folder with logins for this build, of the form of `LoginFolder`. */
  readonly loginFolder?: string
}

export type BuildWatch = {
  readonly onLine: (line: string) => void
  readonly signal: AbortSignal
}

/** `exitCode` is undefined when it was stopped by a signal. */
export type BuildEnd = {
  readonly exitCode: number | undefined
  readonly arguments: readonly string[]
}

export type EngineImage = {
  /** Digest of the config; of the manifest where containerd keeps the images. */
  readonly id: string
  /** Digest of the manifest, where the engine keeps one. */
  readonly digest?: string
  /** Undefined: the engine decides at the push. */
  readonly manifestType?: string
  readonly os: string
  readonly architecture: string
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly sizeBytes: number
  /** Newest first; steps that change no file have 0 bytes. */
  readonly layers: readonly { readonly createdBy: string; readonly sizeBytes: number }[]
}

export type ImageFile = {
  /** Absolute, in the image. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly mode: number
  readonly sizeBytes: number
  /** Target of a link. */
  readonly link?: string
  /** The first bytes of a file, at most 256. */
  readonly head: Uint8Array
}

export type RunRequest = {
  readonly image: string
  readonly arguments: readonly string[]
  readonly entrypoint?: string
  readonly environment: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  readonly hostname: string
  /** `none`: no network at all; `published`: its own, with `port` open on 127.0.0.1. */
  readonly network: 'none' | 'published'
  readonly port?: number
  readonly memoryMiB?: number
}

export type Mount = { readonly from: string; readonly to: string; readonly readOnly: boolean }

export interface EngineContainer {
  readonly id: string
  /** Why it could not start, in the engine's words. */
  readonly startFailure: string | undefined
  /** Address on this machine that leads to the published port; undefined when it has ended. */
  address(): Promise<string | undefined>
  state(): Promise<ContainerState>
  /** What it printed, both streams, the last lines of it. */
  logs(lines: number): Promise<string>
  /** SIGTERM now, SIGKILL after `seconds`. */
  stop(seconds: number): Promise<void>
  /** With everything that is in it; nothing happens when it is gone. */
  remove(): Promise<void>
}

export type ContainerState = {
  readonly running: boolean
  /** Undefined while it runs. */
  readonly exitCode: number | undefined
  readonly outOfMemory: boolean
}
