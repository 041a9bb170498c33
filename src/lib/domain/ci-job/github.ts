import { type CiRun, JOB_MINUTES, quoted, SESSION_SECONDS, slug } from './job.ts'

/**
 * A GitHub Actions workflow that repeats the run without stored keys: GitHub's OIDC token is
 * exchanged for the role's credentials (https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services).
 */
export const githubJob = (
  run: CiRun,
): string => `# Repeats the training ${slug(run.name)}. The same data and settings attach to the job that is
# there already; nothing is paid twice, however often this runs.
#
# Once, before the first run:
# 1. In AWS account ${run.account}, add the identity provider token.actions.githubusercontent.com.
# 2. Make a role that trusts it for this repository alone. Its trust policy needs the conditions
#      StringEquals  token.actions.githubusercontent.com:aud  sts.amazonaws.com
#      StringLike    token.actions.githubusercontent.com:sub  repo:OWNER/REPOSITORY:ref:refs/heads/main
#    Its rights: mlctl iam policy --for finetune. Its maximum session: ${SESSION_SECONDS} seconds or more.
# 3. In the repository's settings, set the variable MLCTL_ROLE_ARN to the role's ARN.
name: ${quoted(`Train ${run.name}`)}

on:
  workflow_dispatch:

permissions:
  id-token: write
  contents: read

concurrency:
  group: ${quoted(`mlctl-${slug(run.name)}`)}
  cancel-in-progress: false

jobs:
  train:
    runs-on: ubuntu-latest
    timeout-minutes: ${JOB_MINUTES}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm install --global mlctl
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: \${{ vars.MLCTL_ROLE_ARN }}
          role-duration-seconds: ${SESSION_SECONDS}
          aws-region: ${quoted(run.region)}
      - name: Check, and show what it costs
        run: |
          ${run.check}
      - name: Train
        run: |
          ${run.run}
`
