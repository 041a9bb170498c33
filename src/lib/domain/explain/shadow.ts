import type { Explanation } from './rows.ts'

/** What `mlctl shadow` refuses. */
export const SHADOW_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-SHD-001',
    title: 'No such shadow test',
    means: 'Nothing of this name exists in the account and region of this run.',
    fix: 'Check the name, --region and --profile.',
  },
  {
    id: 'MLC-SHD-002',
    title: 'The shadow test is not possible',
    means:
      'Only real-time endpoints of one variant on instances can have one, the model must exist, and only a running test can be promoted.',
    fix: 'Read the reasons; reduce the endpoint to one variant, or use mlctl rollout.',
  },
  {
    id: 'MLC-SHD-003',
    title: 'Bad numbers of a shadow test',
    means:
      'The sampling is 1 to 100 percent, the duration at most 30 days; of a report the agreement is up to 100 percent, the tolerance 0 or more, the examples 0 to 100.',
    fix: 'Correct the flag; nothing was sent.',
  },
  {
    id: 'MLC-SHD-004',
    title: 'The shadow test was cancelled by an error',
    means: 'SageMaker cancels a test when the endpoint under it fails.',
    fix: 'Remedy the reason, then start another test.',
  },
  {
    id: 'MLC-SHD-005',
    title: 'Nothing to compare',
    means: 'The experiment names no production and no shadow variant.',
    fix: 'Start a test of two variants with mlctl shadow start.',
  },
]
