import { type Check, failed, given, guide, OK, ok, warning, worst } from './check.ts'

/** Nova takes fewer still. Source: Nova user guide, fine-tune-prepare-data-understanding. */
const NOVA_NAME = /^[A-Za-z0-9_/.-]+$/

/** Buckets, objects and the output folder. */
export const STORAGE_CHECKS: readonly Check[] = [
  {
    id: 'MLC-PF-008',
    title: 'the S3 URIs have only characters that Bedrock takes',
    about: 'storage',
    source: 'API model bedrock 2023-04-20, S3Uri',
    run: (world) => {
      if (world.uriProblems.length > 0) {
        return failed(world.uriProblems.join('; '), 'Rename the object, or pass a local file.')
      }
      const odd = world.files.filter(
        ({ uri }) => world.model.key.startsWith('nova') && !NOVA_NAME.test(uri.slice(5)),
      )
      return odd.length === 0
        ? OK
        : failed(`Nova takes only letters, digits and _ - / . in ${odd[0]?.uri}`)
    },
  },
  {
    id: 'MLC-PF-009',
    title: 'the data are files, not folders',
    about: 'storage',
    source: 'https://repost.aws/knowledge-center/bedrock-fine-tuning-errors',
    run: ({ files }) =>
      worst(
        files.map(({ uri }) =>
          uri.endsWith('.jsonl')
            ? OK
            : failed(`${uri} must be one file that ends in .jsonl`, 'A folder is refused (F5).'),
        ),
      ),
  },
  {
    id: 'MLC-PF-010',
    title: 'the buckets are yours and in the region of the job',
    about: 'storage',
    source: guide('fine-tuning-troubleshooting'),
    run: ({ buckets, region }) =>
      worst(
        buckets.map((bucket) =>
          given(bucket.view, (view) => {
            if (view === undefined) {
              return bucket.created
                ? ok('made by this plan')
                : failed(
                    `there is no bucket ${bucket.name}`,
                    'Check the name, or make the bucket first.',
                  )
            }
            if (!view.owned) return failed(`the bucket ${bucket.name} belongs to another account`)
            return view.region === region
              ? OK
              : failed(
                  `the bucket ${bucket.name} is in ${view.region}, the job runs in ${region}`,
                  'Pass a bucket of the same region.',
                )
          }),
        ),
      ),
  },
  {
    id: 'MLC-PF-011',
    title: 'the data objects are there',
    about: 'storage',
    source: guide('fine-tuning-troubleshooting'),
    run: ({ files }) =>
      worst(
        files
          .filter((file) => !file.uploaded)
          .map((file) =>
            given(file.object, (object) => {
              if (object === undefined) return failed(`there is no object ${file.uri}`)
              return object.sizeBytes === 0 ? failed(`${file.uri} is empty`) : OK
            }),
          ),
      ),
  },
  {
    id: 'MLC-PF-012',
    title: 'the output folder is one of its own',
    about: 'storage',
    source: guide('model-customization-submit'),
    run: ({ files, outputUri }) => {
      const folder = outputUri.endsWith('/') ? outputUri : `${outputUri}/`
      if (files.some((file) => file.uri === outputUri)) {
        return failed(`the output ${outputUri} is the data file`, 'Pass another --output.')
      }
      return files.some((file) => file.uri.startsWith(folder))
        ? warning(`the output folder ${folder} also holds the data`, 'Pass another --output.')
        : OK
    },
  },
]
