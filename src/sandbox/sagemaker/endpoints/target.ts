import type { ConfigRecord, Ground, HostingState, Members } from '../state.ts'
import { mirrorsOf, type Retained, routesOf, standsOf } from './fleets.ts'
import type { Moment } from './moment.ts'

/** What an endpoint is to become. */
export type Target = Pick<
  Moment,
  'configName' | 'variants' | 'shadows' | 'routes' | 'mirrors' | 'settings'
>

const REPEATED = ['DataCaptureConfig', 'AsyncInferenceConfig', 'ExplainerConfig', 'MetricsConfig']

const settingsOf = ({ rest }: ConfigRecord): Members =>
  Object.fromEntries(
    REPEATED.filter((name) => rest[name] !== undefined).map((name) => [name, rest[name]]),
  )

/** What a configuration makes of an endpoint; `retained` are live values that outlast it. */
export const targetOf = (
  ground: Ground,
  state: HostingState,
  {
    config,
    retained = {},
  }: {
    readonly config: ConfigRecord
    readonly retained?: Readonly<Record<string, Retained>>
  },
): Target => {
  const variants = standsOf(ground, state, { variants: config.variants, retained })
  const shadows = standsOf(ground, state, { variants: config.shadows })
  return {
    configName: config.name,
    variants,
    shadows,
    routes: routesOf(ground, state, { configName: config.name, stands: variants }),
    mirrors: mirrorsOf(ground, state, { config, stands: shadows }),
    settings: settingsOf(config),
  }
}
