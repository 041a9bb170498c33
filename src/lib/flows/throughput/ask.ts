import { dollars } from '../../domain/core/money.ts'
import { quoteOf, type Term } from '../../domain/throughput/terms.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { baseModelOf } from '../model/base-model.ts'
import { customModelOfJob, requireCustomModel } from '../model/custom-model.ts'

/** Which model a command means; a model and a job exclude each other. */
export type ModelChoice = {
  readonly model: string | undefined
  readonly job: string | undefined
}

/**
 * The custom model that was named, or asked for on a terminal.
 * @throws UsageError MLC-TP-007 for two answers at once; MLC-IO-001 when nobody can be asked.
 */
export const chosenModel = async (
  ports: Pick<Ports, 'io' | 'customModels' | 'customizationJobs'>,
  choice: ModelChoice,
): Promise<CustomModelView> => {
  if (choice.model !== undefined && choice.job !== undefined) {
    throw new UsageError('MLC-TP-007', '--model and --job exclude each other.')
  }
  if (choice.job !== undefined) return customModelOfJob(ports, choice.job)
  return requireCustomModel(ports, choice.model ?? (await askModel(ports)))
}

const askModel = async (ports: Pick<Ports, 'io' | 'customModels'>): Promise<string> => {
  const models = ports.io.interactive ? await ports.customModels.list() : []
  return ports.io.ask({
    kind: 'choice',
    flag: '--model',
    message: 'Custom model',
    searchable: true,
    choices: models.map((model) => ({
      value: model.modelArn,
      label: model.modelName,
      description: `${model.modelStatus}, ${model.creationTime}`,
      ...(model.modelStatus === 'Active' ? {} : { disabled: model.modelStatus }),
    })),
  })
}

/** The term that was given, or asked for on a terminal with its prices; none for a script. */
export const chosenTerm = async (
  ports: Ports,
  model: CustomModelView,
  given: { readonly term: Term | undefined; readonly units: number },
): Promise<Term> => {
  if (given.term !== undefined) return given.term
  if (!ports.io.interactive) return 'none'
  const catalogue = await loadCatalogue(ports)
  const base = await baseModelOf(ports, catalogue, model)
  const quotes = quoteOf(base.facts?.prices.provisionedUnitHour ?? {}, given.units)
  return ports.io.ask<Term>({
    kind: 'choice',
    flag: '--commitment',
    message: 'Commitment',
    help: 'A commitment cannot be ended early and renews by itself.',
    initial: 'none',
    choices: quotes.map(({ facts, price }) => ({
      value: facts.term,
      label: facts.label,
      description:
        price === undefined
          ? 'price unknown'
          : `${dollars(price.perHour)} an hour, ${dollars(price.perMonth)} a month`,
    })),
  })
}
