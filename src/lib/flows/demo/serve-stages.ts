import type { Evaluation } from '../../domain/invoke/evaluation.ts'
import { GateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { createDeployment } from '../deployment/create.ts'
import { invoke } from '../invoke/invoke.ts'
import { buy } from '../throughput/buy.ts'
import { quote } from '../throughput/quote.ts'
import { BASE_MODEL, MIN_HELD_OUT } from './data-stages.ts'
import { check, type Narrator, type Outcome } from './stage.ts'
import { YES } from './train-stages.ts'

/** A simple model reaches this on the shipped table; labels at random give about half. */
const GOOD_ACCURACY = 0.85
const CONCURRENCY = 8

export type DemoAccuracy = {
  readonly custom: number
  readonly base: number
  readonly records: number
}

/** What a model that is asked costs and whether it may be bought; then it is deployed and judged. */
export const serveStages = async (
  ports: Ports,
  narrator: Narrator,
  made: { readonly modelName: string; readonly validation: string },
): Promise<{ readonly deployment: string; readonly accuracy: DemoAccuracy }> => {
  await quoteStage(ports, narrator, made.modelName)
  await refusalStage(ports, narrator, made.modelName)
  const deployment = await deployStage(ports, narrator, made.modelName)
  const custom = await accuracyStage(ports, narrator, {
    title: 'Accuracy',
    target: deployment,
    input: made.validation,
    judge: ({ accuracy = 0, baseline = 0 }) => [
      check(`at least ${GOOD_ACCURACY * 100} % are right`, accuracy >= GOOD_ACCURACY, accuracy),
      check('better than the commonest label', accuracy > baseline, `${accuracy}, ${baseline}`),
    ],
  })
  const base = await accuracyStage(ports, narrator, {
    title: 'The base model',
    remark: ': the stand-in has learnt nothing yet; the real one knows more',
    target: BASE_MODEL,
    input: made.validation,
    judge: ({ accuracy = 0 }) => [
      check('the customized model is better', accuracy < (custom.accuracy ?? 0), accuracy),
    ],
  })
  const accuracy = {
    custom: custom.accuracy ?? 0,
    base: base.accuracy ?? 0,
    records: custom.judged,
  }
  return { deployment, accuracy }
}

const quoteStage = (ports: Ports, narrator: Narrator, model: string): Promise<void> =>
  narrator.tell(
    { title: 'Quote', command: `mlctl throughput quote --model ${model}` },
    async () => {
      const offer = await quote(ports, { model, job: undefined, units: 1 })
      const hourly = offer.offers.find(({ term }) => term === 'none')?.perHour
      const small = offer.quotas.find(({ verdict }) => verdict === 'too-small')
      const price = hourly === undefined ? 'price unknown' : `$${hourly.amount} an hour`
      return {
        said: `provisioned: ${price}, quota of model units ${small?.value ?? '?'}; on demand: nothing while idle`,
        checks: [
          check(
            'the quota of 0 is seen before a purchase',
            small?.value === 0,
            small?.value ?? 'none',
          ),
          check(
            'on demand is possible',
            offer.onDemand.objections.length === 0,
            offer.onDemand.objections.join(),
          ),
        ],
        value: undefined,
      }
    },
  )

const refusalStage = (ports: Ports, narrator: Narrator, model: string): Promise<void> =>
  narrator.tell(
    {
      title: 'A refusal',
      command: `mlctl throughput buy --model ${model} --accept-hourly-cost unknown`,
    },
    async () => {
      const consent = { yes: true, acceptHourlyCost: 'unknown' } as const
      const refusal = await buy(ports, {
        ...{ model, job: undefined, name: undefined, units: 1, term: 'none', tags: {} },
        ...{ wait: false, timeoutMs: undefined, apply: { ...YES, consent } },
      }).then(
        () => undefined,
        (error: unknown) => error,
      )
      const bought = await ports.provisionedModels.list()
      const refused = refusal instanceof GateError
      if (refusal !== undefined && !refused) throw refusal
      return {
        said: refused
          ? 'refused: the quota does not allow it; the text of the Support case is ready'
          : 'bought',
        checks: [
          check('the quota refuses the purchase', refused, refused ? refusal.code : 'bought'),
          check('nothing was bought', bought.length === 0, bought.length),
        ],
        value: undefined,
      }
    },
  )

const deployStage = (ports: Ports, narrator: Narrator, model: string): Promise<string> =>
  narrator.tell(
    { title: 'Deploy', command: `mlctl deployment create --model ${model} --wait` },
    async () => {
      const done = await createDeployment(ports, {
        ...{ model, job: undefined, name: undefined, description: undefined, tags: {} },
        ...{ wait: true, timeoutMs: undefined, apply: YES },
      })
      const { modelDeploymentName: name = '', status = 'none' } = done.deployment ?? {}
      return {
        said: `${name} is ${status}; nothing is paid while nobody asks`,
        checks: [check('the deployment is Active', status === 'Active', status)],
        value: name,
      }
    },
  )

type Judgement = {
  readonly title: string
  readonly remark?: string
  readonly target: string
  readonly input: string
  readonly judge: (evaluation: Evaluation) => Outcome<unknown>['checks']
}

const accuracyStage = (ports: Ports, narrator: Narrator, wanted: Judgement): Promise<Evaluation> =>
  narrator.tell(
    { title: wanted.title, command: `mlctl invoke ${wanted.target} --input ${wanted.input}` },
    async () => {
      const { target, input } = wanted
      const result = await invoke(ports, {
        target,
        input,
        prompt: undefined,
        promptField: undefined,
        expectField: undefined,
        labelWords: {},
        out: undefined,
        system: undefined,
        maxTokens: undefined,
        temperature: undefined,
        concurrency: CONCURRENCY,
      })
      const evaluation = result.mode === 'batch' ? result.evaluation : { judged: 0, correct: 0 }
      const { judged, correct } = evaluation
      return {
        said: `${correct} of ${judged} held-out records right (${percent(correct, judged)})${wanted.remark ?? ''}`,
        checks: [
          check(`at least ${MIN_HELD_OUT} answers are judged`, judged >= MIN_HELD_OUT, judged),
          ...wanted.judge(evaluation),
        ],
        value: evaluation,
      }
    },
  )

const percent = (part: number, whole: number): string =>
  whole === 0 ? 'none' : `${((part / whole) * 100).toFixed(1)} %`
