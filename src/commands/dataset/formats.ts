import { formatsText } from '../../lib/domain/dataset/formats-text.ts'
import { defineCommand } from '../define.ts'
import { TARGET_FLAGS } from './data-flags.ts'

export const datasetFormats = defineCommand({
  path: ['dataset', 'formats'],
  summary: 'Show the record formats, their rules and the models that take them',
  flags: TARGET_FLAGS,
  changes: 'nothing',
  iamActions: [],
  examples: [
    { run: 'mlctl dataset formats', why: 'all formats' },
    { run: 'mlctl dataset formats --model nova-micro', why: 'rules and limits for one model' },
  ],
  items: 'formats',
  async run(ports, { flags }) {
    const { listFormats } = await import('../../lib/flows/dataset/formats.ts')
    return listFormats(ports, { model: flags.model, format: flags.format })
  },
  render: ({ formats }, { style }) => formatsText(formats, style),
})
