import { UsageError } from '../../../errors.ts'
import { CONTAINER_KINDS, type ContainerKind } from '../rules/rule.ts'

export const LANGUAGES = ['python', 'node'] as const
export type Language = (typeof LANGUAGES)[number]

export const TOOLKITS = ['none', 'sagemaker-training', 'sagemaker-inference'] as const
export type Toolkit = (typeof TOOLKITS)[number]

/** What a scaffold is made of. */
export type Choices = {
  readonly kind: ContainerKind
  readonly language: Language
  readonly toolkit: Toolkit
  /** The base image; the one of the language when absent. */
  readonly base?: string | undefined
}

/** Words for a person who chooses. */
export const KIND_WORDS: Readonly<Record<ContainerKind, string>> = {
  training: 'trains: docker run IMAGE train',
  serving: 'answers requests: docker run IMAGE serve',
  combined: 'does both, by the word it is given',
  processing: 'works on data once: docker run IMAGE',
}

type Row = {
  readonly language: Language
  readonly toolkit: Toolkit
  readonly kinds: readonly ContainerKind[]
  readonly words: string
}

/** What goes together. */
const OFFERED: readonly Row[] = [
  {
    language: 'python',
    toolkit: 'none',
    kinds: CONTAINER_KINDS,
    words: 'the standard library, nothing to install',
  },
  {
    language: 'python',
    toolkit: 'sagemaker-training',
    kinds: ['training'],
    words: 'script mode: hyperparameters as arguments, SM_ variables',
  },
  {
    language: 'python',
    toolkit: 'sagemaker-inference',
    kinds: ['serving'],
    words: 'Multi Model Server (Java), model_fn and its like',
  },
  { language: 'node', toolkit: 'none', kinds: ['serving'], words: 'node:http' },
]

/** The rows that fit what is chosen so far. */
export const offered = (chosen: {
  readonly kind?: ContainerKind | undefined
  readonly language?: Language | undefined
}): readonly Row[] =>
  OFFERED.filter(
    ({ kinds, language }) =>
      (chosen.kind === undefined || kinds.includes(chosen.kind)) &&
      (chosen.language === undefined || chosen.language === language),
  )

/** @throws UsageError MLC-CTR-004 for choices that do not go together. */
export const checkChoices = ({ kind, language, toolkit }: Choices): void => {
  const fits = offered({ kind, language })
  if (fits.some((row) => row.toolkit === toolkit)) return
  const all = OFFERED.filter(({ kinds }) => kinds.includes(kind))
  const ways = all.map((row) => `--language ${row.language} --toolkit ${row.toolkit}`)
  throw new UsageError(
    'MLC-CTR-004',
    `There is no scaffold for ${kind} in ${language} with toolkit ${toolkit}.`,
    { hint: `For ${kind}: ${ways.join('; or ')}` },
  )
}
