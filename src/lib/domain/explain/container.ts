import type { Explanation } from './rows.ts'

/** What can be wrong with containers: their context, engines, images and registries. */
export const CONTAINER_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-CTR-001',
    title: 'There is no Dockerfile',
    means: 'The folder that was named has no file Dockerfile, or -f names none.',
    fix: 'Name the file with -f, or write one with mlctl container init.',
  },
  {
    id: 'MLC-CTR-002',
    title: 'There is no such rule',
    means: '--ignore, or container.ignore in mlctl.yaml, names a rule that is not in the table.',
    fix: 'mlctl container lint --rules lists all with their ids.',
  },
  {
    id: 'MLC-CTR-003',
    title: 'There is no such stage in the Dockerfile',
    means: '--target names a stage that no FROM … AS gives.',
    fix: 'Correct the name, or leave --target out: the last stage is taken.',
  },
  {
    id: 'MLC-CTR-004',
    title: 'These choices do not go together',
    means: 'A toolkit is for one kind of container, and for Python.',
    fix: 'sagemaker-training goes with training, sagemaker-inference with serving; take none for others.',
  },
  {
    id: 'MLC-CTR-005',
    title: 'The base image is not one that can be used',
    means: '--base is no image reference, or names no version.',
    fix: 'Write host/repository:tag, or …@sha256:<digest>.',
  },
]
