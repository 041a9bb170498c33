/**
 * What keeps a repository from growing for ever: images without a tag go after some days, and of those
 * that pushes tag by commit (`git-…`) the newest stay. Tags given by hand stay.
 */
export const lifecyclePolicy = (keep: number): string =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: 'untagged images go after 14 days',
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: 14,
        },
        action: { type: 'expire' },
      },
      {
        rulePriority: 2,
        description: `the newest ${keep} images tagged by commit stay`,
        selection: {
          tagStatus: 'tagged',
          tagPrefixList: ['git-'],
          countType: 'imageCountMoreThan',
          countNumber: keep,
        },
        action: { type: 'expire' },
      },
    ],
  })
