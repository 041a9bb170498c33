import type { Bases } from './base.ts'
import type { Choices } from './choices.ts'

const ABOUT: Readonly<Record<Choices['kind'], string>> = {
  training: 'A training container: SageMaker runs it with the word `train`.',
  serving: 'A serving container: SageMaker runs it with the word `serve`.',
  combined: 'A container for training and serving: SageMaker runs it with `train` or `serve`.',
  processing: 'A processing container: SageMaker runs it without a word.',
}

const TRAIN = '--as training --channel training=sample/training --hyperparameters epochs=5'
const SERVE = '--as serving --payload sample/payload.json --model sample/model'

/** How `container test` is called with the samples. */
const TRIALS: Readonly<Record<Choices['kind'], readonly string[]>> = {
  training: [TRAIN],
  serving: [SERVE],
  combined: [TRAIN, SERVE],
  processing: ['--as processing --channel data=sample/processing'],
}

/** README.md of a scaffold. */
export const readmeOf = ({ kind, language, base }: Choices, { run }: Bases): string => {
  const tests = language === 'node' ? 'node --test' : 'python3 -m unittest'
  const pinned =
    base === undefined
      ? `The base image is \`${run}\`; \`mlctl container init --base\` takes another.`
      : `The base image is \`${run}\`.`
  return `# Container

${ABOUT[kind]} ${pinned}

\`\`\`sh
${tests}
mlctl container lint --kind ${kind}
mlctl container build -t my-image:1
${TRIALS[kind].map((flags) => `mlctl container test my-image:1 ${flags}`).join('\n')}
mlctl container push my-image:1 --repository my-image --create
\`\`\`

What to replace is said at the head of each file in \`program/\`; \`sample/\` holds data to try it with.
`
}
