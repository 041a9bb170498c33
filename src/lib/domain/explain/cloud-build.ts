import type { Explanation } from './rows.ts'

/** What can be wrong with images that AWS CodeBuild builds. */
export const CLOUD_BUILD_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-CTR-240',
    title: 'CodeBuild needs a role',
    means:
      'Builds run as a role of the account that trusts codebuild.amazonaws.com. The message holds the least trust and permission policies for this very build.',
    fix: 'Make a role with them and pass it: --build-role NAME, or container.buildRole in mlctl.yaml.',
  },
  {
    id: 'MLC-CTR-241',
    title: 'The build in CodeBuild did not succeed',
    means:
      'A phase failed, the time limit was reached, or somebody stopped it. The last lines of its log are in the message.',
    fix: 'Correct the cause and run the same line again; --max-build gives it more time.',
  },
  {
    id: 'MLC-CTR-242',
    title: 'The build project belongs to somebody else',
    means: 'A CodeBuild project of this name is there and does not bear the tag of mlctl.',
    fix: 'Take another name with --build-project.',
  },
  {
    id: 'MLC-CTR-243',
    title: 'CodeBuild cannot build it this way',
    means:
      'Secrets, cache targets and words for a local engine do not reach CodeBuild, and the Dockerfile must be in the folder; or the same content was tried 99 times.',
    fix: 'Leave them out, or build with an engine of this machine.',
  },
  {
    id: 'MLC-CTR-244',
    title: 'CodeBuild cannot use the role',
    means:
      'The role is not there, or its trust policy does not let codebuild.amazonaws.com assume it.',
    fix: 'Give it the policies of the message.',
  },
  {
    id: 'MLC-CTR-245',
    title: 'The build is gone',
    means: 'CodeBuild does not know the build any more: it was deleted, or is in another region.',
    fix: 'Run the same line again; it makes a new build unless the image is there.',
  },
  {
    id: 'MLC-CTR-246',
    title: 'A local build has no plan',
    means:
      '--dry-run and --plan-out were given for a build on this machine, which changes nothing in AWS.',
    fix: 'Leave them out; mlctl container lint looks at the folder without building.',
  },
]
