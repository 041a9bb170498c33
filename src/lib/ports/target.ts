/** Where the calls of this run go; decided once, shown in every plan. */
export type Target = {
  readonly name: 'aws' | 'sandbox'
  readonly region: string
  /** Set when calls do not go to AWS's own endpoints: shown in every plan. */
  readonly endpoint?: string
  readonly profile?: string
}
