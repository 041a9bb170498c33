import { type CiRun, JOB_MINUTES, quoted, SESSION_SECONDS, slug } from './job.ts'

/**
 * A GitLab CI job that repeats the run without stored keys: GitLab's id token is exchanged for the
 * role's credentials (https://docs.gitlab.com/ci/cloud_services/aws/).
 */
export const gitlabJob = (
  run: CiRun,
): string => `# Repeats the training ${slug(run.name)}. The same data and settings attach to the job that is
# there already; nothing is paid twice, however often this runs.
# Add it to .gitlab-ci.yml:  include: { local: .gitlab/finetune.gitlab-ci.yml }
#
# Once, before the first run:
# 1. In AWS account ${run.account}, add the identity provider https://gitlab.com with that audience.
# 2. Make a role that trusts it for this project alone. Its trust policy needs the conditions
#      StringEquals  gitlab.com:aud  https://gitlab.com
#      StringLike    gitlab.com:sub  project_path:GROUP/PROJECT:ref_type:branch:ref:main
#    Its rights: mlctl iam policy --for finetune. Its maximum session: ${SESSION_SECONDS} seconds or more.
# 3. In the project's CI/CD settings, set the variable MLCTL_ROLE_ARN to the role's ARN.
${quoted(`train-${slug(run.name)}`)}:
  image: node:22
  rules:
    - when: manual
  timeout: ${JOB_MINUTES} minutes
  interruptible: false
  resource_group: ${quoted(`mlctl-${slug(run.name)}`)}
  id_tokens:
    MLCTL_ID_TOKEN:
      aud: https://gitlab.com
  variables:
    AWS_REGION: ${quoted(run.region)}
  before_script:
    - npm install --global mlctl
    # The AWS chain reads both variables and renews the credentials by itself.
    - export AWS_ROLE_ARN="$MLCTL_ROLE_ARN"
    - export AWS_WEB_IDENTITY_TOKEN_FILE="$CI_PROJECT_DIR.id-token"
    - (umask 077 && printf %s "$MLCTL_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")
  script:
    - |
      ${run.check}
    - |
      ${run.run}
`
