import type { Ports } from './all.ts'

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
  /** Lets requests come to an endpoint, from now or from some time ago; returns when they do. */
  startTraffic(traffic: SandboxTraffic): Promise<SandboxTrafficTimes>
  /** Ends all traffic to an endpoint; what came stays. */
  stopTraffic(endpointName: string): Promise<void>
  /** Serves the engine on a loopback port until `signal` aborts; calls `ready` with the address. */
  serve(
    options: { readonly port: number; readonly ready: (url: string) => void },
    signal: AbortSignal,
  ): Promise<void>
  /** Makes a fresh sandbox beside the user's own one. */
  temporary(options: TemporaryOptions): Promise<TemporarySandbox>
}

export type TemporaryOptions = {
  readonly clock: string
  readonly seed: string
  /** Notes nothing: it was said already that calls go to a sandbox. */
  readonly silent?: true
}

/** Requests that callers send to an endpoint of the sandbox. */
export type SandboxTraffic = {
  readonly endpointName: string
  /** Mean requests per second. */
  readonly rps: number
  readonly shape: 'flat' | 'daily' | 'burst'
  readonly lastsMs: number
  /** How long ago it began; 0 for now. */
  readonly beganAgoMs: number
  /** Share of requests that fail with 5xx, by variant; `*` for all others. */
  readonly errorRates: Readonly<Record<string, number>>
  /** Median latency in milliseconds, by variant; `*` for all others. */
  readonly latencies: Readonly<Record<string, number>>
}

/** When traffic comes, in the sandbox's own time (milliseconds since the epoch). */
export type SandboxTrafficTimes = { readonly from: number; readonly to: number }

/** A sandbox of its own in a temporary folder, with ports bound to it alone: for `mlctl demo`. */
export type TemporarySandbox = {
  readonly folder: string
  /** Target sandbox, working folder and journal inside `folder`; shares `io` and `clock`. */
  readonly ports: Ports
  /** Absolute path of the shipped data set, `demo/fraud.csv` of the package. */
  readonly demoData: string
  /** Removes the folder. */
  readonly dispose: () => Promise<void>
}

export type SandboxStatus = {
  readonly directory: string
  readonly clock: string
  readonly seed: string
  readonly accountId: string
  readonly resources: Readonly<Record<string, number>>
  readonly faults: readonly Readonly<Record<string, unknown>>[]
  readonly quotas: Readonly<Record<string, number>>
  /** Names of the quotas by code. */
  readonly quotaNames: Readonly<Record<string, string>>
  readonly calls: number
}
