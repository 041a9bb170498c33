import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import {
  type ContainerEngine,
  ENGINE_NAMES,
  type EngineChoice,
  type EngineName,
} from '../../ports/container-engine.ts'

export type EngineFlags = {
  readonly engine: string | undefined
  readonly engineArgs: readonly string[] | undefined
}

/** The engine that flags and config ask for. @throws UsageError MLC-CTR-211 for an unknown name. */
export const openEngine = (
  ports: Pick<Ports, 'containerEngines'>,
  { engine, engineArgs }: EngineFlags,
  need: EngineChoice['need'],
): Promise<ContainerEngine> => {
  if (engine !== undefined && !(ENGINE_NAMES as readonly string[]).includes(engine)) {
    throw new UsageError('MLC-CTR-211', `mlctl knows no engine "${engine}".`, {
      hint: `It drives ${ENGINE_NAMES.join(', ')}.`,
    })
  }
  const name = engine as EngineName | undefined
  return ports.containerEngines.open({ name, extraArgs: engineArgs ?? [], need })
}
