import { FRAMEWORKS } from '../../lib/domain/container/images/base-images.ts'
import { table } from '../../lib/domain/core/table.ts'
import { defineCommand } from '../define.ts'

export const containerBases = defineCommand({
  path: ['container', 'bases'],
  summary: 'Base images that AWS publishes, with the account that owns them in this region',
  about:
    'A table that comes with mlctl: no call is made. To build from one, log in to its host first: mlctl container login --registry HOST.',
  flags: {
    framework: {
      spec: '--framework <name>',
      describe: 'Only those of one framework',
      choices: FRAMEWORKS,
    },
  },
  changes: 'nothing',
  iamActions: [],
  examples: [
    { run: 'mlctl container bases --region eu-central-1', why: 'ready for FROM' },
    { run: 'mlctl container bases --framework sklearn', why: 'one framework' },
  ],
  items: 'images',
  async run(ports, { flags }) {
    const { bases } = await import('../../lib/flows/container/bases.ts')
    return bases(ports, { framework: flags.framework })
  },
  render: ({ images }, view) => {
    type Row = (typeof images)[number]
    return table(
      [
        { title: 'framework', of: (row: Row) => row.framework },
        { title: 'for', of: (row: Row) => row.purpose },
        { title: 'uri', of: (row: Row) => row.uri },
      ],
      images,
      view,
    )
  },
})
