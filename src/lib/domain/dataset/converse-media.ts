import type { Block, BlockKind } from './conversation.ts'
import { SAMPLE } from './converse-turns.ts'
import type { Extra, RecordLimits } from './limits.ts'
import { isObject, NONE, type Place, type RecordRule, type RecordView } from './rule.ts'

const NOVA =
  'https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html'
const NOVA_2 = 'https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-fine-tune-2.html'
const GUIDE =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html'

const image = { image: { format: 'png', source: { s3Location: { uri: 's3://data/a.png' } } } }
const video = { video: { format: 'mp4', source: { s3Location: { uri: 's3://data/a.mp4' } } } }
const pdf = { document: { format: 'pdf', source: { s3Location: { uri: 's3://data/a.pdf' } } } }
const [question, answer] = SAMPLE.messages
const asked = (...content: unknown[]) => ({
  ...SAMPLE,
  messages: [{ role: 'user', content: [{ text: 'a' }, ...content] }, answer],
})
const answered = (...content: unknown[]) => ({
  ...SAMPLE,
  messages: [question, { role: 'assistant', content: [...content, { text: 'fraud' }] }],
})

/** Which model feature each kind of block needs. */
export const EXTRA_OF: Readonly<Partial<Record<BlockKind, Extra>>> = {
  image: 'image',
  video: 'video',
  document: 'document',
  reasoningContent: 'reasoning',
  toolUse: 'tools',
  toolResult: 'tools',
}
/** Formats of each kind of media; `doubtful` ones stand on one page and not on the other. */
export const MEDIA: Readonly<
  Record<'image' | 'video' | 'document', { sure: readonly string[]; max: number }>
> = {
  image: { sure: ['png', 'jpeg', 'gif', 'webp'], max: 10 },
  video: { sure: ['mov', 'mkv', 'mp4', 'webm'], max: 1 },
  document: { sure: ['pdf'], max: 1 },
}

/** Images, videos and documents, as far as a record alone can show (R4, R7–R12). */
export const MEDIA_RULES: readonly RecordRule[] = [
  {
    id: 'converse.assistant-text-only',
    severity: 'error',
    what: 'assistant turns have no image, video or document',
    why: 'These models answer in text.',
    fix: 'Move the media into the user turn.',
    source: GUIDE,
    check: (view) =>
      badBlocks(
        view,
        ({ owner, kind }) => owner === 'assistant' && isMedia(kind),
        'in an assistant turn',
      ),
    example: { accepted: asked(image), refused: answered(image) },
  },
  {
    id: 'converse.block-not-taken',
    severity: 'error',
    what: 'every block is of a kind that the model takes',
    why: 'A text model refuses media; only some models train on reasoning or tools.',
    fix: 'Remove the block, or choose a model that takes it: mlctl finetune models.',
    source: NOVA,
    check: (view, { allows }) =>
      allows === undefined
        ? NONE
        : badBlocks(view, ({ kind }) => !isTaken(kind, allows), 'is not taken'),
    example: { accepted: SAMPLE, refused: asked(image), limits: { allows: [] } },
  },
  {
    id: 'converse.media-format',
    severity: 'error',
    what: 'images are png, jpeg, gif or webp; videos mov, mkv, mp4 or webm; documents pdf',
    why: 'Other formats are refused.',
    fix: 'Convert the file and name its format.',
    source: NOVA,
    check: (view) =>
      badBlocks(
        view,
        (block) => {
          const { kind } = block
          return isMedia(kind) && !MEDIA[kind].sure.includes(String(formatOf(block)))
        },
        'has another format',
      ),
    example: {
      accepted: asked(image),
      refused: asked({ image: { ...image.image, format: 'bmp' } }),
    },
  },
  {
    id: 'converse.media-format-doubtful',
    severity: 'warning',
    what: 'models that train on reasoning: webp and webm may be refused',
    why: 'One page for Nova 2 lists them, another does not.',
    fix: 'Convert to png or mp4 to be sure.',
    source: NOVA_2,
    check: (view, { allows }) =>
      allows?.includes('reasoning') === true
        ? badBlocks(
            view,
            (block) => ['webp', 'webm'].includes(String(formatOf(block))),
            'may be refused',
          )
        : NONE,
    example: {
      accepted: asked(image),
      refused: asked({ image: { ...image.image, format: 'webp' } }),
      limits: { allows: ['image', 'reasoning'] },
    },
  },
  {
    id: 'converse.media-source',
    severity: 'error',
    what: 'media is named by source.s3Location.uri, with an optional 12-digit bucketOwner',
    why: 'Bedrock reads media from S3 only, and its URIs allow fewer characters than S3.',
    fix: 'Write {"source": {"s3Location": {"uri": "s3://bucket/key"}}} with letters, digits and -!_*\'(). only.',
    source: GUIDE,
    check: (view) =>
      badBlocks(
        view,
        (block) => isMedia(block.kind) && !hasSource(block),
        'has no legal S3 source',
      ),
    example: {
      accepted: asked(image),
      refused: asked({
        image: { format: 'png', source: { s3Location: { uri: 's3://data/a b' } } },
      }),
    },
  },
  {
    id: 'converse.media-count',
    severity: 'error',
    what: 'at most 10 images, 1 video and 1 document in a record',
    why: 'More are refused.',
    fix: 'Split the record.',
    source: NOVA,
    check: countPlaces,
    example: { accepted: asked(video), refused: asked(video, video) },
  },
  {
    id: 'converse.media-mixed',
    severity: 'error',
    what: 'a record has images, or a video, or a document; never two of them',
    why: 'Models are trained on one kind of media at a time.',
    fix: 'Split the record.',
    source: NOVA,
    check: (view) => {
      const kinds = mediaKinds(view)
      return kinds.length < 2
        ? NONE
        : [{ pointer: '/messages', message: `has ${kinds.join(' and ')}` }]
    },
    example: { accepted: asked(pdf), refused: asked(pdf, image) },
  },
]

/** Kinds of media in a record, once each. */
export const mediaKinds = (view: RecordView): readonly BlockKind[] => [
  ...new Set(view.blocks.flatMap(({ kind }) => (kind !== undefined && isMedia(kind) ? kind : []))),
]

const isMedia = (kind: BlockKind | undefined): kind is keyof typeof MEDIA =>
  kind !== undefined && Object.hasOwn(MEDIA, kind)

const isTaken = (kind: BlockKind | undefined, allows: readonly Extra[]): boolean => {
  const need = kind && EXTRA_OF[kind]
  return need === undefined || allows.includes(need)
}

/** A place for every block that is bad. */
export const badBlocks = (
  view: RecordView,
  isBad: (block: Block) => boolean,
  message: string,
): readonly Place[] => {
  let places: Place[] | undefined
  for (const block of view.blocks) {
    if (!isBad(block)) continue
    places ??= []
    places.push({ pointer: block.at, message: `${block.kind ?? 'the block'} ${message}` })
  }
  return places ?? NONE
}

/** What stands under the kind of a block. */
export const bodyOf = ({ kind, value }: Block): Readonly<Record<string, unknown>> => {
  const body = kind !== undefined && isObject(value) ? value[kind] : undefined
  return isObject(body) ? body : {}
}

const formatOf = (block: Block): unknown => (isMedia(block.kind) ? bodyOf(block).format : undefined)

/** The charset of S3 URIs in Bedrock's API model (`S3Uri`), without its nested repetition. */
const S3_URI = /^s3:\/\/[a-z0-9][-.a-z0-9]{1,61}[a-z0-9](?:\/[-!_*'().a-z0-9A-Z]+)+\/?$/

const hasSource = (block: Block): boolean => {
  const { source } = bodyOf(block)
  const place = isObject(source) && isObject(source.s3Location) ? source.s3Location : {}
  const { uri, bucketOwner } = place
  if (typeof uri !== 'string' || !isMediaUri(uri)) return false
  return bucketOwner === undefined || (typeof bucketOwner === 'string' && isAccount(bucketOwner))
}

/** Whether Bedrock takes the URI of a file. */
export const isMediaUri = (uri: string): boolean => uri.length <= 1024 && S3_URI.test(uri)

/** The id of an AWS account. */
export const isAccount = (text: string): boolean => /^\d{12}$/.test(text)

function countPlaces(view: RecordView, _limits: RecordLimits): readonly Place[] {
  const counts = new Map<keyof typeof MEDIA, number>()
  for (const { kind } of view.blocks) {
    if (isMedia(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].flatMap(([kind, count]) =>
    count > MEDIA[kind].max ? { pointer: '/messages', message: `has ${count} ${kind} blocks` } : [],
  )
}
