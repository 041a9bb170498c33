import type { CatalogueModel } from '../../domain/catalogue/model.ts'
import { money } from '../../domain/core/money.ts'
import { trainingEstimate } from '../../domain/cost/training.ts'
import { statsCsv } from '../../domain/dataset/stats/csv.ts'
import { statsPage } from '../../domain/dataset/stats/page.ts'
import type { EpochCost, StatsFile, StatsReport } from '../../domain/dataset/stats/report.ts'
import { type DatasetStats, mainFormat, statsTally } from '../../domain/dataset/stats/tally.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { expandPaths } from './expand-paths.ts'
import { type DataTarget, optionalTarget } from './model.ts'
import { outputSet, writeOutput } from './outputs.ts'
import { readStats } from './read-stats.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io' | 'settings'>

export type StatsRequest = {
  readonly files: readonly string[]
  readonly model?: string
  readonly format?: string
  /** The ending says the form: .html, .json or .csv. */
  readonly out?: string
  readonly overwrite?: boolean
}

export type StatsResult = StatsReport & {
  /** The file that was written. */
  readonly out?: string
}

type Form = 'html' | 'json' | 'csv'

/**
 * What data looks like, streaming; with `out` also as a file. Records without a named format or model
 * are taken for what they look like.
 * @throws UsageError MLC-DATA-042 for another ending of `out`; StateError MLC-DATA-030 when it may not
 * be replaced; what `openSource` and `optionalTarget` throw.
 */
export const datasetStats = async (ports: Needs, request: StatsRequest): Promise<StatsResult> => {
  const { out, overwrite = false } = request
  const form = out === undefined ? undefined : formOf(out)
  const target = await targetOf(ports, request)
  const tally = statsTally()
  const files: StatsFile[] = []
  for (const path of await expandPaths(ports, request.files)) {
    files.push(await readStats(ports, path, { tally, format: target?.format }))
  }
  const stats = tally.stats()
  const report: StatsReport = {
    files,
    unreadable: files.reduce((sum, file) => sum + file.unreadable, 0),
    ...stats,
    epochCosts: epochCosts((await loadCatalogue(ports)).models, stats, target?.model),
  }
  if (out === undefined || form === undefined) return report
  await writeOutput(outputSet(ports, { overwrite }), out, DOCUMENTS[form](report))
  return { ...report, out }
}

const targetOf = async (
  ports: Needs,
  { model, format }: StatsRequest,
): Promise<DataTarget | undefined> => optionalTarget(ports, { model, format })

const DOCUMENTS: Readonly<Record<Form, (report: StatsReport) => string>> = {
  html: statsPage,
  csv: statsCsv,
  json: (report) => `${JSON.stringify({ schemaVersion: 1, ...report }, null, 2)}\n`,
}

const formOf = (path: string): Form => {
  const ending = /\.(html|json|csv)$/i.exec(path)?.[1]?.toLowerCase()
  if (ending !== undefined) return ending as Form
  throw new UsageError('MLC-DATA-042', `${path} says no form of statistics.`, {
    hint: 'End the name in .html, .json or .csv.',
  })
}

/** Of the named model, else of all that take the data and can still be trained. */
const epochCosts = (
  models: readonly CatalogueModel[],
  stats: DatasetStats,
  named: string | undefined,
): readonly EpochCost[] => {
  const format = mainFormat(stats)
  const fits = (model: CatalogueModel) =>
    named === undefined
      ? model.format === format && model.lifecycle.status !== 'end-of-life'
      : model.key === named
  return models.filter(fits).map((model) => {
    const { cost, unknown } = trainingEstimate(model, stats.tokens, 1)
    if (cost === undefined) return { model: model.key, ...(unknown ? { unknown } : {}) }
    return { model: model.key, low: money(cost.low), high: money(cost.high) }
  })
}
