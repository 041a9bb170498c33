import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type ChartSeries, lineChart, stepTicks } from '../../src/lib/domain/core/chart.ts'
import { chartPng } from '../../src/lib/domain/core/chart-png.ts'
import { JOB_FAILURE_EXPLANATIONS } from '../../src/lib/domain/explain/job-failures.ts'
import { curvesHtml } from '../../src/lib/domain/finetune/curves-html.ts'
import { curvesSvg } from '../../src/lib/domain/finetune/curves-svg.ts'
import { failureId } from '../../src/lib/domain/finetune/failures.ts'
import {
  artefactFolder,
  lossByEpoch,
  lossSeries,
  metricsCsv,
  readManifest,
  readMetrics,
} from '../../src/lib/domain/finetune/metrics.ts'

describe('what a failed job says', () => {
  it.each([
    ['The provided model identifier is invalid', '101'],
    ['The model is in Legacy state; the base model cannot be customized', '102'],
    ['Could not validate GetObject permissions to access Amazon S3 bucket: b at key k', '103'],
    ['Amazon S3 perms missing (ListBucket): b', '103'],
    [
      'Amazon S3 perms missing (PutObject): Could not validate PutObject permissions to access Amazon S3 bucket: b at key k/.write_access_check_file.tmp',
      '104',
    ],
    [
      'Invalid training input data configuration. Check the input data S3 Uris (Uri should be a file, not a directory)',
      '105',
    ],
    ['failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]', '106'],
    ['Unable to parse Amazon S3 file: F. Data files must conform to JSONL format.', '107'],
    ['Input size exceeded in file F for record starting with...', '108'],
    ['Maximum input token count 4097 exceeds limit of 4096', '109'],
    ['Max sum of input and output token length 5000 exceeds', '109'],
    ['The job failed due to data issues', '110'],
    [
      'Automated tests flagged this fine-tuning job as including materials that are potentially inconsistent',
      '111',
    ],
    ['Encountered an unexpected error when processing the request, please try again', '112'],
    ['Encountered an internal error when processing the request.', '113'],
    ['Your account does not currently have any no commitment model units reserved for x.', '114'],
    ['explicit deny in a service control policy', '115'],
    ["Invocation of model ID x with on-demand throughput isn't supported.", '116'],
    ['The provided job name is currently in use: already exists', '118'],
    ['Something never heard of', '100'],
    [undefined, '100'],
  ])('%s is explained as MLC-FT-%s', (message, number) => {
    const id = failureId(message)
    expect(id).toBe(`MLC-FT-${number}`)
    expect(JOB_FAILURE_EXPLANATIONS.map((row) => row.id)).toContain(id)
  })
})

const CSV =
  'step_number,epoch_number,training_loss,perplexity\n0,0,2.5,12.1\n1,0,1.5,4.4\n2,1,1.0,2.7\n'

describe('metric files', () => {
  it('give their points by the names of the columns, in the order of the steps', () => {
    const shuffled =
      'epoch_number,validation_loss,step_number\r\n1,0.5,9\r\n0,0.75,4\r\n\r\nx,,\r\n'
    expect(readMetrics(shuffled)).toEqual([
      { step: 4, epoch: 0, loss: 0.75 },
      { step: 9, epoch: 1, loss: 0.5 },
    ])
    expect(readMetrics(CSV)[0]).toEqual({ step: 0, epoch: 0, loss: 2.5, perplexity: 12.1 })
    expect(readMetrics('')).toEqual([])
  })

  it('are written as one file with both series', () => {
    expect(metricsCsv(readMetrics(CSV).slice(0, 1), [{ step: 4, epoch: 0, loss: 0.7 }])).toBe(
      'series,step,epoch,loss,perplexity\ntraining,0,0,2.5,12.1\nvalidation,4,0,0.7,\n',
    )
  })

  it('are summed up by the last loss of each epoch', () => {
    const epochs = lossByEpoch(readMetrics(CSV), [{ step: 1, epoch: 0, loss: 1.7 }])
    expect(epochs.map((one) => [one.epoch, one.training?.loss, one.validation?.loss])).toEqual([
      [0, 1.5, 1.7],
      [1, 1, undefined],
    ])
  })

  it.each([
    ['out/', 'out/model-customization-job-abc/'],
    ['out', 'out/model-customization-job-abc/'],
    ['', 'model-customization-job-abc/'],
  ])('lie below the output prefix %j', (prefix, folder) =>
    expect(artefactFolder(prefix, 'arn:x:model-customization-job/m:0/abc')).toBe(folder),
  )

  it('tell how many records were refused', () => {
    const text =
      'fileName,totalProcessedRecordCount,acceptedRecordCount,rejectedRecordCount\nt,9,7,2\n'
    expect(readManifest(text)).toEqual([{ fileName: 't', total: 9, accepted: 7, rejected: 2 }])
  })
})

const FALLING: readonly ChartSeries[] = [
  { name: 'training', style: 'line', points: [0, 1, 2, 3].map((x) => ({ x, y: 3 - x })) },
  { name: 'validation', style: 'points', points: [{ x: 3, y: 1 }] },
]

describe('a chart in the terminal', () => {
  const size = { columns: 40, rows: 4, unicode: false, xTitle: 'step' }
  it('is drawn in ASCII where nothing else is safe', () => {
    expect(lineChart(FALLING, size)).toEqual([
      '3 |******',
      '2 |      ************',
      '  |                  ************      o',
      '0 |                              *******',
      '  +-------------------------------------',
      '   0               step                3',
      '   * training   o validation',
    ])
  })

  it('is drawn in braille dots elsewhere', () => {
    const [first, , , last] = lineChart(FALLING, { ...size, unicode: true })
    expect(first).toMatch(/^3 ┤[⠀-⣿]+$/)
    expect(last).toMatch(/^0 ┤ +[⠀-⣿]+$/)
  })

  it.each([10, 40, 80, 120, Number.POSITIVE_INFINITY])('fits into %d columns', (columns) => {
    const widest = Math.max(...lineChart(FALLING, { ...size, columns }).map((line) => line.length))
    expect(widest).toBeLessThanOrEqual(Math.min(160, Math.max(40, columns)))
  })

  it('is empty without points, and stands with a single one', () => {
    expect(lineChart(lossSeries([], []), size)).toEqual([])
    const one = lineChart(lossSeries([{ step: 1, epoch: 0, loss: 2 }], []), size)
    expect(one.join('')).toContain('*')
  })

  it('takes more steps than a call has room for arguments', () => {
    const points = Array.from({ length: 300_000 }, (_, x) => ({ x, y: Math.sin(x / 1e4) }))
    expect(lineChart([{ name: 'n', style: 'line', points }], size)).toHaveLength(7)
  })
})

describe('the ticks of a step axis', () => {
  it.each([
    [[0, 249], 6, [0, 50, 100, 149, 199, 249]],
    [[0, 3], 6, [0, 1, 2, 3]],
    [[0, 123_456], 2, [0, 123_456]],
    [[0.5, 1.5], 6, [1]],
  ] as const)('from %j, %d of them, are whole steps that exist', (range, count, ticks) => {
    expect(stepTicks(range, count)).toEqual(ticks)
  })
})

describe('charts in files', () => {
  it('as SVG have every point and no markup of names', () => {
    const svg = curvesSvg(FALLING, 'Loss of <b>&"x"')
    expect(svg.match(/<polyline[^>]*points="([^"]*)"/)?.[1]?.split(' ')).toHaveLength(4)
    expect(svg.match(/<circle/g)).toHaveLength(1)
    expect(svg).toContain('&lt;b&gt;&amp;&quot;x&quot;')
    expect(svg).not.toContain('<b>')
  })

  it('as HTML ask nobody for anything', () => {
    const facts = [['Data', '<script>alert(1)</script>']] as const
    const epochs = lossByEpoch(readMetrics(CSV), [])
    const html = curvesHtml({ title: 'job', facts, series: FALLING, epochs })
    expect(html).not.toMatch(/<script|src=|<link|@import|url\(/)
    expect(html).toContain('prefers-color-scheme:dark')
    expect(html).toContain('<td>1.5000</td>')
  })

  it('as PNG are whole pictures of the stated size, with the curve in its colour', () => {
    const png = chartPng(FALLING)
    const view = new DataView(png.buffer, png.byteOffset)
    expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([800, 420])
    const length = view.getUint32(33)
    const pixels = inflateSync(png.subarray(41, 41 + length))
    expect(pixels).toHaveLength(420 * (800 * 3 + 1))
    const colours = new Set<string>()
    for (let row = 0; row < 420; row++) {
      for (let x = 0; x < 800; x++) {
        const at = row * 2401 + 1 + x * 3
        colours.add([...pixels.subarray(at, at + 3)].join())
      }
    }
    expect(colours).toContain('0,114,178')
    expect(colours).toContain('213,94,0')
    expect([...png.subarray(png.length - 8)]).toEqual([73, 69, 78, 68, 174, 66, 96, 130])
  })
})
