import { wilson } from '../../domain/analysis/intervals.ts'
import { judgeAgreement } from '../../domain/shadow/agreement.ts'
import { type AnswerRules, compareAnswers } from '../../domain/shadow/answers.ts'
import { pairAnswers } from '../../domain/shadow/pairs.ts'
import type { JudgedAnswers, Judgement } from '../../domain/shadow/report-model.ts'
import type { Span } from '../../domain/shadow/span.ts'
import { AccessError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { InferenceExperimentView } from '../../ports/inference-experiments.ts'
import { type CapturedSide, readCapturedSide } from './read-captured.ts'

export type AnswersRequest = {
  readonly rules: AnswerRules
  /** Percent; undefined judges nothing. */
  readonly minAgreement: number | undefined
  readonly span: Span
}

export type AnswersFound = {
  readonly compared?: JudgedAnswers
  readonly judgement?: Judgement
  /** Why there is nothing to compare, in words. */
  readonly missing: readonly string[]
}

/** The answers of both variants, where they were captured, compared request by request. */
export const answersOf = async (
  ports: Pick<Ports, 'objects' | 'endpoints'>,
  view: InferenceExperimentView,
  request: AnswersRequest,
): Promise<AnswersFound> => {
  const s3Uri = await capturedTo(ports, view)
  if (s3Uri === undefined) {
    return absent(request, 'No answers were captured: start the test with --capture-to.')
  }
  try {
    const [production, shadow] = await sidesOf(ports, view, { ...request.span, s3Uri })
    if (production.answers.length === 0 || shadow.answers.length === 0) {
      return absent(request, `No answers of both variants are in ${s3Uri} for this time.`)
    }
    return comparedSides(production, shadow, request)
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    return absent(request, `Captured answers could not be read: ${error.message}`)
  }
}

/** The test's own place; else the one where its endpoint keeps all requests. */
const capturedTo = async (
  { endpoints }: Pick<Ports, 'endpoints'>,
  { captureS3Uri, endpointName }: InferenceExperimentView,
): Promise<string | undefined> =>
  captureS3Uri ?? (await endpoints.find(endpointName))?.dataCapture?.destinationS3Uri

const absent = ({ minAgreement }: AnswersRequest, text: string): AnswersFound => ({
  missing: [text],
  ...(minAgreement === undefined
    ? {}
    : { judgement: { metric: 'answers', verdict: 'inconclusive', reason: text } }),
})

const sidesOf = async (
  ports: Pick<Ports, 'objects'>,
  view: InferenceExperimentView,
  at: Span & { readonly s3Uri: string },
): Promise<readonly [CapturedSide, CapturedSide]> => {
  const { endpointName, sourceVariantName = '', shadowVariantName = '' } = view
  const read = (variantName: string) =>
    readCapturedSide(ports, { ...at, endpointName, variantName })
  return [await read(sourceVariantName), await read(shadowVariantName)]
}

const comparedSides = (
  production: CapturedSide,
  shadow: CapturedSide,
  { rules, minAgreement }: AnswersRequest,
): AnswersFound => {
  const cuts = [production.cutBefore, shadow.cutBefore].flatMap((cut) => cut ?? [])
  const cutBefore = cuts.sort().at(-1)
  // Older answers of one side alone would look as if the other had not answered.
  const kept = ({ answers }: CapturedSide) =>
    answers.filter(({ at }) => cutBefore === undefined || at >= cutBefore)
  const compared = compareAnswers(pairAnswers(kept(production), kept(shadow)), rules)
  const { agreed, pairs } = compared
  const interval = wilson(agreed, pairs)
  const judgement =
    minAgreement === undefined
      ? {}
      : { judgement: judgeAgreement({ agreed, pairs, interval }, minAgreement / 100) }
  return {
    compared: {
      ...compared,
      agreementPercent: pairs === 0 ? 0 : (agreed / pairs) * 100,
      agreementPercentInterval: [interval[0] * 100, interval[1] * 100],
      unreadable: production.unreadable + shadow.unreadable,
      ...(cutBefore === undefined ? {} : { cutBefore }),
    },
    ...judgement,
    missing: [],
  }
}
