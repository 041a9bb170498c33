/** What an endpoint's FailureReason says of the model's role. */
export type RoleCause = {
  readonly what: 'image' | 'data' | 'trust'
  /** The model data that could not be loaded, where the reason names it. */
  readonly data?: string
  /** Name of the role, where the reason tells it. */
  readonly role?: string
}

/**
 * Texts that hosting uses for what the model's role cannot reach, CreateModel's among them. Sources, in
 * order: aws/deep-learning-containers#759 and a lab of 2026; aws-solutions-library-samples/
 * fraud-detection-using-machine-learning#9 and philschmid/llm-sagemaker-sample#2;
 * hashicorp/terraform-provider-aws, service/sagemaker/endpoint.go.
 */
const TEXTS: readonly (readonly [RoleCause['what'], RegExp])[] = [
  [
    'image',
    /does not have BatchGetImage permission|Role \S+ cannot pull|make sure all images included/,
  ],
  ['data', /Failed to download model data|Could not access model data/],
  ['trust', /The execution role ARN "[^"]*" is invalid/],
]

/** The role's part in a failure, read from the service's reason; undefined when it is about something else. */
export const roleCause = (reason: string | undefined): RoleCause | undefined => {
  const what = TEXTS.find(([, text]) => text.test(reason ?? ''))?.[0]
  if (what === undefined) return undefined
  const role = /:role\/(?:[^\s'"]*\/)?([\w+=,.@-]+)/.exec(reason ?? '')?.[1]
  const data = what === 'data' ? /s3:\/\/[^\s"]*[^\s".]/.exec(reason ?? '')?.[0] : undefined
  return {
    what,
    ...(data === undefined ? {} : { data }),
    ...(role === undefined ? {} : { role }),
  }
}

/** The line that says what the role lacks; `role` where the reason does not name it. */
export const roleCheckCommand = ({ data, role }: RoleCause): string =>
  [
    `mlctl iam check --for hosting --role ${role ?? '<the model’s role>'}`,
    ...(data === undefined ? [] : [`--data ${data}`]),
  ].join(' ')
