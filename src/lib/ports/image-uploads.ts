/**
 * Where images go, in ECR's terms; a plain registry speaks them too. Layers come in parts, each part
 * begins where the last one ended.
 */
export interface ImageUploads {
  /** Those of the digests that are not in the repository. */
  missing(repository: string, digests: readonly string[]): Promise<readonly string[]>
  begin(repository: string): Promise<LayerUpload>
  /**
   * Sends bytes from `first` on. Answers where to go on: after them, or earlier when the registry has
   * less than thought. StateError MLC-CTR-103 when it no longer knows the upload.
   */
  send(repository: string, part: LayerPart, signal: AbortSignal): Promise<LayerUpload>
  /** The layer is there afterwards; one that was there already is no failure. */
  complete(repository: string, upload: LayerUpload, digest: string): Promise<void>
  /** Names an image. StateError MLC-CTR-101 when the tag belongs to another image for good. */
  putManifest(repository: string, manifest: ManifestText, tag?: string): Promise<void>
  /** The manifest by tag or digest, as it is stored; undefined when there is none. */
  manifest(repository: string, reference: string): Promise<ManifestText | undefined>
  /** A small blob: the config of an image. */
  blob(repository: string, digest: string): Promise<Uint8Array>
}

/** The exact text: its SHA-256 is the image's digest. */
export type ManifestText = { readonly text: string; readonly mediaType: string }

export type LayerUpload = {
  readonly uploadId: string
  /** How many bytes the registry has. */
  readonly received: number
  /** How many bytes a part should have. */
  readonly partSize: number
}

export type LayerPart = { readonly upload: LayerUpload; readonly bytes: Uint8Array }

/** Plain registries of the Distribution API, by host. */
export interface ImageRegistries {
  open(registry: Registry): Promise<ImageUploads>
  /** What Docker's config knows of a registry; undefined when that is nothing. */
  credentials(host: string): Promise<RegistryCredentials | undefined>
  /**
   * Logs a container engine in by its own command, the password on its stdin. StateError MLC-CTR-117
   * when it does not take it, or is not there.
   */
  loginEngine(engine: string, host: string, credentials: RegistryCredentials): Promise<void>
  /**
   * A config folder for container engines that opens these hosts, beside all that the user's own opens.
   * Callers must `remove` it: it holds a password.
   */
  loginFolder(hosts: readonly string[], credentials: RegistryCredentials): Promise<LoginFolder>
}

/** `config.json` in it is Docker's, `auth.json` Podman's. */
export type LoginFolder = { readonly path: string; remove(): Promise<void> }

export type RegistryCredentials = { readonly username: string; readonly password: string }

export type Registry = {
  /** `registry.example:5000`. */
  readonly host: string
  /** Plain HTTP instead of HTTPS; for loopback. */
  readonly insecure: boolean
  readonly username?: string
  readonly password?: string
}
