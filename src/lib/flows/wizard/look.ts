import type { FactName, Facts } from '../../domain/wizard/facts.ts'
import type { World } from '../../domain/wizard/machine.ts'
import type { Ports } from '../../ports/all.ts'
import { lookAtDataset } from './look-dataset.ts'
import { lookAtModels } from './look-models.ts'
import { lookAtSource } from './look-source.ts'
import { lookAtBuckets, lookAtRoles } from './look-storage.ts'
import { lookAtValidationFile } from './look-validation-file.ts'

type Found = Partial<Facts>

const LOOKS: Readonly<Record<FactName, (ports: Ports, world: World) => Promise<Found>>> = {
  models: async (ports, world) => ({ models: await lookAtModels(ports, world.facts.target) }),
  source: async (ports, world) => ({
    source: await lookAtSource(ports, world.answers.train ?? ''),
  }),
  dataset: async (ports, world) => ({ dataset: await lookAtDataset(ports, world) }),
  validationFile: async (ports, world) => ({
    validationFile: await lookAtValidationFile(ports, world.answers),
  }),
  buckets: async (ports, world) => ({ buckets: await lookAtBuckets(ports, world.facts.target) }),
  roles: async (ports) => ({ roles: await lookAtRoles(ports) }),
}

/** Looks one thing up, with a word about it when it takes time. Reads only. */
export const lookUp = (ports: Ports, world: World, fact: FactName): Promise<Found> =>
  LOOKS[fact](ports, world)
