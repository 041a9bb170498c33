/** A fault in a package: whoever has an older version than `fixed` has it. */
export type Advisory = {
  readonly id: string
  readonly severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'
  /** `dpkg` or `apk`, as the package's database says. */
  readonly kind: 'dpkg' | 'apk'
  readonly names: readonly string[]
  /** Versions from here on have it; all older ones when absent. */
  readonly since?: string
  readonly fixed: string
  /** The release these versions belong to, as /etc/os-release has it; any when absent. */
  readonly release?: string
  readonly says: string
  readonly source: string
}
