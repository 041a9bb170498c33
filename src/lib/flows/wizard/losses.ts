import { lineChart } from '../../domain/core/chart.ts'
import { lossSeries, type MetricPoint } from '../../domain/finetune/metrics.ts'
import { AccessError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'
import { jobMetrics } from '../finetune/artefacts.ts'

/** Of the chart: it leaves room for the questions below it. */
const ROWS = 10

/** Shows how the losses went; says so where the artefacts may not be read. */
export const showLosses = async (
  ports: Pick<Ports, 'io' | 'objects'>,
  job: CustomizationJobView,
): Promise<void> => {
  const { io } = ports
  try {
    const { training, validation } = await jobMetrics(ports, job)
    const size = { columns: io.columns, rows: ROWS, unicode: io.style.unicode, xTitle: 'step' }
    const chart = lineChart(lossSeries(training, validation), size)
    for (const line of [...chart, ...lossLines(training, validation)]) io.note(line)
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    io.note(`The losses could not be read: ${error.message}`)
  }
}

const lossLines = (
  training: readonly MetricPoint[],
  validation: readonly MetricPoint[],
): readonly string[] => [
  ...course('Training loss', training),
  ...course('Validation loss', validation),
]

const course = (title: string, points: readonly MetricPoint[]): readonly string[] => {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return []
  const text = `${first.loss.toFixed(3)} → ${last.loss.toFixed(3)}`
  return [`${title}: ${points.length === 1 ? last.loss.toFixed(3) : text}`]
}
