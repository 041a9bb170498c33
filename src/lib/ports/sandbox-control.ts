/** The emulator beside us, as `mlctl sandbox …` and `mlctl demo` steer it. */
export interface SandboxControl {
  status(): Promise<SandboxStatus>
  /** Deletes all sandbox state. */
  reset(): Promise<void>
  seed(seed: string): Promise<void>
  /** `real`, `instant`, `xN` or a fixed ISO time. */
  setClock(clock: string): Promise<void>
  addFault(rule: Readonly<Record<string, unknown>>): Promise<void>
  clearFaults(): Promise<void>
  grantQuota(quotaCode: string, value: number): Promise<void>
  /** Serves the engine on a loopback port until `signal` aborts; calls `ready` with the address. */
  serve(
    options: { readonly port: number; readonly ready: (url: string) => void },
    signal: AbortSignal,
  ): Promise<void>
}

export type SandboxStatus = {
  readonly directory: string
  readonly clock: string
  readonly seed: string
  readonly accountId: string
  readonly resources: Readonly<Record<string, number>>
  readonly faults: readonly Readonly<Record<string, unknown>>[]
  readonly quotas: Readonly<Record<string, number>>
  readonly calls: number
}
