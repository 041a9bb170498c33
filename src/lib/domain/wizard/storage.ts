import type { RoleFact } from './facts.ts'
import { ask, type Group, look, type Step, type World } from './machine.ts'
import { choice, filled, text } from './questions.ts'

/** Stands for "make a new one" among names; no bucket or role can be called so. */
export const NEW = '+new'

/** Where the data and the results go: an own bucket of this region, or a new one. */
export const bucketGroup: Group = (world) => {
  const { buckets } = world.facts
  if (buckets === undefined) return [look('buckets')]
  const fresh = world.answers.bucket === NEW
  return [ask(bucketStep(world, buckets)), ...(fresh ? [ask(newBucketStep(world))] : [])]
}

const bucketStep = ({ facts, rules }: World, buckets: readonly string[]): Step => {
  const proposed = rules.proposedBucket(facts.target)
  return {
    id: 'bucket',
    flag: '--bucket',
    title: 'Bucket',
    question: choice({
      flag: '--bucket',
      message: 'Which bucket for data and results?',
      help: `It must be in ${facts.target.region}, where the training runs.`,
      choices: [
        ...buckets.map((name) => ({ value: name, label: name })),
        { value: NEW, label: 'A new one', description: 'Private and encrypted, TLS only' },
      ],
      initial: buckets.includes(proposed) ? proposed : NEW,
    }),
    // A bucket given by flag may be new: the plan creates it.
    problem: (answer) => (answer === NEW ? undefined : rules.bucketName(answer)),
    show: (answer) => (answer === NEW ? 'a new one' : answer),
    otherwise: proposed,
  }
}

const newBucketStep = ({ facts, rules }: World): Step => ({
  id: 'newBucket',
  flag: '--bucket',
  title: 'New bucket',
  question: text({
    flag: '--bucket',
    message: 'Name of the new bucket',
    help: 'Bucket names are shared by the whole world: account and region make yours unique.',
    initial: rules.proposedBucket(facts.target),
    check: filled('A name', rules.bucketName),
  }),
  problem: filled('A name', rules.bucketName),
})

/** The name of the bucket, chosen or new. */
export const bucketOf = (answers: Readonly<Record<string, string>>): string | undefined =>
  answers.bucket === NEW ? answers.newBucket : answers.bucket

/** The role Bedrock takes on to read the data. */
export const roleGroup: Group = (world) => {
  const { roles } = world.facts
  if (roles === undefined) return [look('roles')]
  const fresh = world.answers.role === NEW
  return [ask(roleStep(world, roles)), ...(fresh ? [ask(newRoleStep(world))] : [])]
}

const roleStep = (world: World, roles: readonly RoleFact[]): Step => {
  const proposed = proposedRole(world)
  return {
    id: 'role',
    flag: '--role',
    title: 'Role',
    question: choice({
      flag: '--role',
      message: 'Which role may Bedrock use?',
      help: 'Bedrock takes it on to read your data and write the results, nothing else.',
      choices: [
        { value: NEW, label: 'A new one', description: 'Made with the least rights that do' },
        ...roles.map(({ name, disabled }) => ({
          value: name,
          label: name,
          ...(disabled === undefined ? {} : { disabled }),
        })),
      ],
      initial: roles.some(({ name }) => name === proposed) ? proposed : NEW,
    }),
    problem: (answer) => (answer === NEW ? undefined : world.rules.roleName(answer)),
    show: (answer) => (answer === NEW ? 'a new one' : answer),
    otherwise: proposed,
  }
}

const newRoleStep = (world: World): Step => ({
  id: 'newRole',
  flag: '--role',
  title: 'New role',
  question: text({
    flag: '--role',
    message: 'Name of the new role',
    initial: proposedRole(world),
    check: filled('A name', world.rules.roleName),
  }),
  problem: filled('A name', world.rules.roleName),
})

const proposedRole = ({ answers, rules, facts }: World): string =>
  rules.proposedRole(bucketOf(answers) ?? rules.proposedBucket(facts.target))

/** The name of the role, chosen or new. */
export const roleOf = (answers: Readonly<Record<string, string>>): string | undefined =>
  answers.role === NEW ? answers.newRole : answers.role
