/** What a container is for; `combined` answers both `train` and `serve`. */
export const CONTAINER_KINDS = ['training', 'serving', 'processing', 'combined'] as const
export type ContainerKind = (typeof CONTAINER_KINDS)[number]

/**
 * Who finds out: `lint` reads the build context, `image` the built image and its manifest,
 * `contract` runs it as SageMaker does.
 */
export type CheckedBy = 'lint' | 'image' | 'contract'

/** A file of a build context as examples write it: its text, or more than that. */
export type ExampleFile =
  | string
  | { readonly text: string; readonly executable?: boolean; readonly sizeBytes?: number }

/** A small build context, and what it is said to be for. */
export type ExampleContext = {
  readonly dockerfile: string
  readonly files?: Readonly<Record<string, ExampleFile>>
  readonly kind?: ContainerKind
}

/** What a container for SageMaker must hold to; the id is its key in the table. */
export type ContainerRuleRow = {
  /** `warning` where the service accepts it, or the sources are in doubt. */
  readonly severity: 'error' | 'warning'
  /** What must hold. */
  readonly what: string
  readonly why: string
  readonly fix: string
  /** Address or name of the source. */
  readonly source: string
  readonly checkedBy: readonly CheckedBy[]
}

/** Documentation and test of what `lint` accepts and refuses. */
export type RuleExample = { readonly accepted: ExampleContext; readonly refused: ExampleContext }
