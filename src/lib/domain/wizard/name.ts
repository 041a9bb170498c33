import { ask, type Group } from './machine.ts'
import { filled, text } from './questions.ts'

/** What the job and the model are called. */
export const nameGroup: Group = ({ answers, rules }) => {
  const initial = proposedName(answers.train)
  const check = filled('A name', rules.name)
  return [
    ask({
      id: 'name',
      flag: '--name',
      title: 'Name',
      question: text({
        flag: '--name',
        message: 'Name of this training',
        help: 'Job and model are called after it, with a digest of the content behind.',
        check,
        ...(initial === undefined || rules.name(initial) !== undefined ? {} : { initial }),
      }),
      problem: check,
    }),
  ]
}

/** `data/card fraud.csv` → `card-fraud`. */
export const proposedName = (path: string | undefined): string | undefined => {
  const file = path?.split(/[\\/]/).at(-1) ?? ''
  const name = file
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return name === '' ? undefined : name
}
