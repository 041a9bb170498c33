import type { ModelFact } from './facts.ts'
import { ask, type Group, look, type World } from './machine.ts'
import { choice } from './questions.ts'

/** Which base model: the catalogue as it can be used in this region today. */
export const modelGroup: Group = ({ facts }) => {
  const { models } = facts
  if (models === undefined) return [look('models')]
  return [
    ask({
      id: 'baseModel',
      flag: '--base-model',
      title: 'Base model',
      question: choice({
        flag: '--base-model',
        message: 'Which base model?',
        help: 'Type to search. Small models learn a narrow task as well and cost less.',
        searchable: true,
        choices: usableFirst(models).map((model) => ({
          value: model.key,
          label: model.name,
          description: model.description,
          ...(model.disabled === undefined ? {} : { disabled: model.disabled }),
        })),
      }),
      problem: (answer) => modelProblem(models, answer),
      show: (answer) => models.find(({ key }) => key === answer)?.name ?? answer,
    }),
  ]
}

const usableFirst = (models: readonly ModelFact[]): readonly ModelFact[] => [
  ...models.filter(({ disabled }) => disabled === undefined),
  ...models.filter(({ disabled }) => disabled !== undefined),
]

const modelProblem = (models: readonly ModelFact[], answer: string): string | undefined => {
  const model = models.find(({ key }) => key === answer)
  if (model === undefined) return `There is no base model ${answer} in the catalogue.`
  return model.disabled === undefined
    ? undefined
    : `${model.name} cannot be taken: ${model.disabled}.`
}

/** The chosen model; undefined before it is chosen or looked up. */
export const chosenModel = ({ answers, facts }: World): ModelFact | undefined =>
  facts.models?.find(({ key }) => key === answers.baseModel)
