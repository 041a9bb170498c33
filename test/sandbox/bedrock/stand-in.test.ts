import { describe, expect, it } from 'vitest'
import { answer } from '../../../src/sandbox/bedrock/stand-in/answer.ts'
import { type Example, exampleOf } from '../../../src/sandbox/bedrock/stand-in/example.ts'
import { fitStandIn } from '../../../src/sandbox/bedrock/stand-in/fit.ts'
import type { StandIn } from '../../../src/sandbox/bedrock/stand-in/model.ts'
import { pack, unpack } from '../../../src/sandbox/bedrock/stand-in/pack.ts'
import { generator, shuffled } from '../../../src/sandbox/bedrock/stand-in/random.ts'
import { treeOf } from '../../../src/sandbox/bedrock/stand-in/tree.ts'
import { payments } from './payments.ts'

const SETTINGS = { seed: 'job', epochs: 2, batchSize: 8, pace: 1 }
const GREEDY = { maxTokens: 60, temperature: 0, stopSequences: [], seed: 'x' }

const examples = (count: number, seed: string): Example[] =>
  payments(count, seed).map(({ prompt, label }) => exampleOf(prompt, label))

const say = (model: StandIn, prompt: string): string => answer(model, prompt, GREEDY).text

const accuracy = (model: StandIn, held: readonly Example[]): number =>
  held.filter(({ prompt, completion }) => say(model, prompt) === completion).length / held.length

const lastLoss = (training: readonly Example[], held: readonly Example[]): number =>
  fitStandIn(training, [held], SETTINGS).validation[0]?.at(-1)?.loss ?? Number.NaN

describe('the stand-in', () => {
  const training = examples(800, 'training')
  const held = examples(300, 'held out')

  it('learns which payments are fraud well above guessing', () => {
    const { model } = fitStandIn(training, [], SETTINGS)
    const guess = held.filter(({ completion }) => completion === 'legitimate').length / held.length
    expect(guess).toBeLessThan(0.8)
    expect(accuracy(model, held)).toBeGreaterThan(0.88)
  })

  it('has at least twice the validation loss when the labels are shuffled', () => {
    const labels = shuffled(
      training.map(({ completion }) => completion),
      generator('deck'),
    )
    const nonsense = training.map(({ prompt }, i) => ({ prompt, completion: labels[i] ?? '' }))
    expect(lastLoss(nonsense, held)).toBeGreaterThan(2 * lastLoss(training, held))
  })

  it('is better with more data', () => {
    expect(lastLoss(training, held)).toBeLessThan(lastLoss(training.slice(0, 40), held))
  })

  it('repeats exactly for a seed, and differs for another', () => {
    const rows = (seed: string) => fitStandIn(training, [held], { ...SETTINGS, seed }).training
    expect(rows('a')).toEqual(rows('a'))
    expect(rows('a')).not.toEqual(rows('b'))
  })

  it('gives one row per batch and epoch, and one validation row per epoch', () => {
    const { training: rows, validation } = fitStandIn(examples(20, 't'), [held], {
      ...SETTINGS,
      epochs: 3,
    })
    expect(rows.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(rows.map(({ epoch }) => epoch)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    expect(validation[0]?.map(({ step, epoch }) => [step, epoch])).toEqual([
      [2, 0],
      [5, 1],
      [8, 2],
    ])
  })

  it('answers the same after being packed, in less than 2 MB', () => {
    const { model } = fitStandIn(training, [], SETTINGS)
    const packed = JSON.stringify(pack(model))
    const again = unpack(JSON.parse(packed))
    expect(packed.length).toBeLessThan(2_000_000)
    expect(held.map(({ prompt }) => say(again, prompt))).toEqual(
      held.map(({ prompt }) => say(model, prompt)),
    )
  })

  it('learns sentences, and stops where told', () => {
    const text = (n: number) =>
      n % 2 === 0 ? 'Thanks, your refund is on its way.' : 'Please restart the router, then wait.'
    const about = (n: number) => (n % 2 === 0 ? `order ${n} refund please` : `line ${n} is down`)
    const pairs = Array.from({ length: 60 }, (_, n) => exampleOf(about(n), text(n)))
    const { model } = fitStandIn(pairs, [], { ...SETTINGS, epochs: 5 })
    expect(say(model, about(901))).toBe(text(901))
    expect(answer(model, about(900), { ...GREEDY, maxTokens: 3 })).toEqual({
      text: 'Thanks, your',
      stopReason: 'max_tokens',
    })
    expect(answer(model, about(900), { ...GREEDY, stopSequences: [' refund'] })).toEqual({
      text: 'Thanks, your',
      stopReason: 'stop_sequence',
    })
  })

  it('learns plain text without prompts', () => {
    const pages = Array.from({ length: 30 }, () => exampleOf('', 'the cat sat on the mat'))
    const { model, training: rows } = fitStandIn(pages, [], { ...SETTINGS, epochs: 5 })
    expect(say(model, '')).toBe('the cat sat on the mat')
    expect(rows.at(-1)?.loss).toBeLessThan((rows[0]?.loss ?? 0) / 4)
  })

  it('draws different answers at temperature 1, the same for the same seed', () => {
    const coins = Array.from({ length: 100 }, (_, n) =>
      exampleOf('toss', n % 2 === 0 ? 'heads' : 'tails'),
    )
    const { model } = fitStandIn(coins, [], SETTINGS)
    const toss = (seed: string) => answer(model, 'toss', { ...GREEDY, temperature: 1, seed }).text
    const tosses = Array.from({ length: 40 }, (_, n) => toss(`${n}`))
    expect(new Set(tosses)).toEqual(new Set(['heads', 'tails']))
    expect(toss('3')).toBe(toss('3'))
  })

  it('starts from its parent where the parent can spell the answers', () => {
    const parent = fitStandIn(training, [], SETTINGS).model
    const few = examples(16, 'few')
    const alone = fitStandIn(few, [held], SETTINGS).validation[0]?.[0]?.loss ?? 0
    const heir = fitStandIn(few, [held], { ...SETTINGS, parent }).validation[0]?.[0]?.loss ?? 9
    const stranger = fitStandIn([exampleOf('x', 'другое')], [], { ...SETTINGS, parent }).model
    expect(heir).toBeLessThan(alone)
    expect(stranger.vocabulary.tokens).toContain('другое')
  })
})

it('a tree reaches every token by its own path, the commonest by the shortest', () => {
  const { paths } = treeOf([50, 1, 20, 9, 4])
  const spelled = paths.map(({ nodes, turns }) =>
    nodes.map((node, i) => `${node}:${turns[i]}`).join(),
  )
  expect(new Set(spelled).size).toBe(5)
  expect(Math.min(...paths.map(({ nodes }) => nodes.length))).toBe(paths[0]?.nodes.length)
})
