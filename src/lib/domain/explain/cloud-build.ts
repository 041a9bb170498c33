import type { Explanation } from './rows.ts'

/** What can be wrong with images that AWS CodeBuild builds. */
export const CLOUD_BUILD_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-CTR-240',
    title: 'CodeBuild needs a role',
    means:
      'Builds run as a role of the account that trusts codebuild.amazonaws.com. Without --build-role it is the one that mlctl iam setup --for builds makes, and there is none yet.',
    fix: 'Run the line of the message, or name a role: --build-role NAME, container.buildRole in mlctl.yaml. On a terminal the build offers to make it.',
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
      'The role is not there, its trust policy does not let codebuild.amazonaws.com assume it for this project, or it lacks a right of the build: to read the packed folder, to push to the repository, to pull a base, to log.',
    fix: 'Run the line of the message: it adds what is missing and touches nothing else. mlctl iam check --for builds shows each right.',
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
