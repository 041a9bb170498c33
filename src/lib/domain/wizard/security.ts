import { ask, type Group, type Step } from './machine.ts'
import { filled, text, yesNo } from './questions.ts'

/** A key ARN: Bedrock takes aliases and bare ids too, but the role gets no rights on them. */
const KMS_KEY = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,64}$/
const SUBNET = /^subnet-[0-9a-z]{1,32}$/
const SECURITY_GROUP = /^sg-[0-9a-z]{1,32}$/
/** API model of VpcConfig. */
const MAX_SUBNETS = 16
const MAX_GROUPS = 5

/** Own key and own network: most people need neither. */
export const securityGroup: Group = ({ answers }) => {
  const wants = answers.ownSecurity === 'yes'
  return [
    ask(SECURITY),
    ...(wants ? [ask(KEY), ask(SUBNETS)] : []),
    ...(wants && (answers.subnets ?? '') !== '' ? [ask(GROUPS)] : []),
  ]
}

const SECURITY: Step = {
  id: 'ownSecurity',
  flag: '--kms-key',
  title: 'Own key or network',
  question: yesNo({
    flag: '--kms-key',
    message: 'Use an own KMS key or VPC?',
    help: 'Only if your company demands it: everything is encrypted anyway.',
    initial: false,
  }),
  otherwise: 'no',
}

const keyProblem = (answer: string): string | undefined =>
  answer === '' || KMS_KEY.test(answer)
    ? undefined
    : 'That is no key ARN (arn:aws:kms:<region>:<account>:key/<id>): rights are given on ARNs.'

const KEY: Step = {
  id: 'kmsKey',
  flag: '--kms-key',
  title: 'KMS key',
  question: text({
    flag: '--kms-key',
    message: 'ARN of the KMS key for the model (empty: none)',
    check: keyProblem,
  }),
  problem: keyProblem,
  show: (answer) => (answer === '' ? 'none' : answer),
  otherwise: '',
}

/** A check for a list of ids separated by commas. */
const listProblem =
  (pattern: RegExp, max: number, example: string) =>
  (answer: string): string | undefined => {
    const ids = listOf(answer)
    const wrong = ids.find((id) => !pattern.test(id))
    if (wrong !== undefined) return `"${wrong}" is no id like ${example}.`
    return ids.length > max ? `At most ${max} are allowed.` : undefined
  }

const subnetProblem = listProblem(SUBNET, MAX_SUBNETS, 'subnet-0a1b2c')
const groupProblem = filled(
  'A security group',
  listProblem(SECURITY_GROUP, MAX_GROUPS, 'sg-0a1b2c'),
)

const SUBNETS: Step = {
  id: 'subnets',
  flag: '--subnets',
  title: 'Subnets',
  question: text({
    flag: '--subnets',
    message: 'Subnets, separated by commas (empty: no VPC)',
    help: 'The VPC needs an S3 gateway endpoint; one subnet for each zone is best.',
    check: subnetProblem,
  }),
  problem: subnetProblem,
  show: (answer) => (answer === '' ? 'none' : answer),
  otherwise: '',
}

const GROUPS: Step = {
  id: 'securityGroups',
  flag: '--security-groups',
  title: 'Security groups',
  question: text({
    flag: '--security-groups',
    message: 'Security groups, separated by commas',
    check: groupProblem,
  }),
  problem: groupProblem,
}

/** `a, b` → `['a', 'b']`. */
export const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
