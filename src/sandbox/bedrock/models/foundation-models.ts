/** What Bedrock offers to build on, as of November 2026. `?` in a source marks a doubt. */
export type FoundationModel = {
  /** The id for inference, without a context suffix. */
  readonly id: string
  readonly name: string
  readonly provider: string
  /** Ids with a context suffix; the last one is the id for customization. */
  readonly contexts: readonly string[]
  readonly regions: readonly string[]
  readonly inputs: readonly string[]
  readonly customizations: readonly string[]
  /** Whether a custom model of it may be deployed on demand. */
  readonly onDemand: boolean
  readonly provisioned: boolean
  /** Whether an inference profile (`us.`) answers for it; without one, it has no on-demand inference. */
  readonly body: 'nova' | 'llama' | 'titan' | 'claude'
  readonly legacyTime?: string
  readonly extendedTime?: string
  readonly endOfLifeTime?: string
  readonly source: string
}

const NOVA = {
  provider: 'Amazon',
  regions: ['us-east-1'],
  onDemand: true,
  provisioned: true,
  body: 'nova',
} as const
const LLAMA = {
  provider: 'Meta',
  regions: ['us-west-2'],
  inputs: ['TEXT'],
  onDemand: false,
  provisioned: true,
  body: 'llama',
} as const
const LLAMA_LEGACY = {
  // The legacy date is six months before the end of life that the model card gives: inferred (?).
  legacyTime: '2026-09-30T00:00:00Z',
  endOfLifeTime: '2027-03-30T00:00:00Z',
}
const LLAMA_32_DEAD = { legacyTime: '2026-01-07T00:00:00Z', endOfLifeTime: '2026-07-07T00:00:00Z' }

const guide = (page: string): string =>
  `https://docs.aws.amazon.com/bedrock/latest/userguide/${page}.html`

/** Sources: custom-model-fine-tuning, prov-thru-supported, deploy-custom-model-on-demand, model cards. */
export const FOUNDATION_MODELS: readonly FoundationModel[] = [
  {
    ...NOVA,
    id: 'amazon.nova-micro-v1:0',
    name: 'Nova Micro',
    contexts: ['24k', '128k'],
    inputs: ['TEXT'],
    customizations: ['FINE_TUNING', 'DISTILLATION'],
    source: guide('model-card-amazon-nova-micro'),
  },
  {
    ...NOVA,
    id: 'amazon.nova-lite-v1:0',
    name: 'Nova Lite',
    contexts: ['24k', '300k'],
    inputs: ['TEXT', 'IMAGE'],
    customizations: ['FINE_TUNING', 'DISTILLATION'],
    source: `${guide('custom-model-fine-tuning')} (lifecycle ?)`,
  },
  {
    ...NOVA,
    id: 'amazon.nova-pro-v1:0',
    name: 'Nova Pro',
    contexts: ['24k', '300k'],
    inputs: ['TEXT', 'IMAGE'],
    customizations: ['FINE_TUNING', 'DISTILLATION'],
    source: guide('model-card-amazon-nova-pro'),
  },
  {
    ...NOVA,
    id: 'amazon.nova-2-lite-v1:0',
    name: 'Nova 2 Lite',
    contexts: ['256k'],
    inputs: ['TEXT', 'IMAGE'],
    customizations: ['FINE_TUNING'],
    source: guide('model-card-amazon-nova-2-lite'),
  },
  {
    ...LLAMA,
    ...LLAMA_LEGACY,
    id: 'meta.llama3-1-8b-instruct-v1:0',
    name: 'Llama 3.1 8B',
    contexts: ['128k'],
    customizations: ['FINE_TUNING', 'DISTILLATION'],
    source: `${guide('model-cards')} (legacy date ?)`,
  },
  {
    ...LLAMA,
    ...LLAMA_LEGACY,
    id: 'meta.llama3-1-70b-instruct-v1:0',
    name: 'Llama 3.1 70B',
    contexts: ['128k'],
    customizations: ['FINE_TUNING', 'DISTILLATION'],
    source: `${guide('custom-model-fine-tuning')} (lifecycle as 8B ?)`,
  },
  {
    ...LLAMA,
    ...LLAMA_32_DEAD,
    id: 'meta.llama3-2-1b-instruct-v1:0',
    name: 'Llama 3.2 1B',
    contexts: ['128k'],
    customizations: ['FINE_TUNING', 'DISTILLATION'],
    source: `${guide('custom-model-fine-tuning')} (lifecycle as 3B ?)`,
  },
  {
    ...LLAMA,
    ...LLAMA_32_DEAD,
    id: 'meta.llama3-2-3b-instruct-v1:0',
    name: 'Llama 3.2 3B',
    contexts: ['128k'],
    customizations: ['FINE_TUNING', 'DISTILLATION'],
    source: `${guide('model-cards')} (legacy date ?)`,
  },
  {
    ...LLAMA,
    ...LLAMA_LEGACY,
    id: 'meta.llama3-3-70b-instruct-v1:0',
    name: 'Llama 3.3 70B',
    contexts: ['128k'],
    customizations: ['FINE_TUNING', 'DISTILLATION'],
    onDemand: true,
    provisioned: false,
    source: `${guide('model-cards')} (legacy date ?)`,
  },
  {
    provider: 'Anthropic',
    regions: ['us-west-2'],
    inputs: ['TEXT', 'IMAGE'],
    onDemand: false,
    provisioned: true,
    body: 'claude',
    id: 'anthropic.claude-3-haiku-20240307-v1:0',
    name: 'Claude 3 Haiku',
    contexts: ['200k'],
    customizations: ['FINE_TUNING'],
    legacyTime: '2026-03-10T00:00:00Z',
    extendedTime: '2026-06-10T00:00:00Z',
    endOfLifeTime: '2026-09-10T00:00:00Z',
    source: guide('model-lifecycle-legacy'),
  },
  {
    provider: 'Amazon',
    regions: ['us-east-1', 'us-west-2'],
    inputs: ['TEXT'],
    onDemand: false,
    provisioned: true,
    body: 'titan',
    id: 'amazon.titan-text-express-v1',
    name: 'Titan Text Express',
    contexts: ['0:8k'],
    customizations: ['FINE_TUNING', 'CONTINUED_PRE_TRAINING'],
    legacyTime: '2025-02-15T00:00:00Z',
    endOfLifeTime: '2025-08-15T00:00:00Z',
    source: `${guide('model-lifecycle')} (dates ?: gone from the lists by 2026)`,
  },
]
