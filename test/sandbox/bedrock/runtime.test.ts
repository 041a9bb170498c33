import { describe, expect, it } from 'vitest'
import type { Input, Output } from '../../../src/sandbox/service.ts'
import { payments } from './payments.ts'
import { customModel, withData } from './stories.ts'
import { createWorld, MINUTE, refusalOf, type World } from './world.ts'

type Deployed = { readonly world: World; readonly arn: string; readonly model: string }

const deployed = async (): Promise<Deployed> => {
  const world = withData(createWorld(), 600)
  const model = await customModel(world)
  const input = { modelDeploymentName: 'live', modelArn: model }
  const output = await world.bedrock('CreateCustomModelDeployment', input)
  world.pass(10 * MINUTE)
  return { world, model, arn: String(output.customModelDeploymentArn) }
}

/** A Llama model on provisioned throughput. */
const provisioned = async (): Promise<Deployed> => {
  const world = createWorld({ region: 'us-west-2', now: '2026-06-01T00:00:00Z' })
  world.quotas.set('L-BE77399C', 1).set('L-3632DE15', 1)
  const lines = payments(300, 'llama').map(({ prompt, label }) => ({ prompt, completion: label }))
  world.put('data', 'in/train.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
  const baseModelIdentifier = 'meta.llama3-1-8b-instruct-v1:0:128k'
  const model = await customModel(world, { baseModelIdentifier })
  const input = { provisionedModelName: 'live', modelUnits: 1, modelId: model }
  const output = await world.bedrock('CreateProvisionedModelThroughput', input)
  world.pass(15 * MINUTE)
  return { world, model, arn: String(output.provisionedModelArn) }
}

const SYSTEM = [{ text: 'You judge payments.' }]
const ask = (prompt: string): Input => ({
  system: SYSTEM,
  messages: [{ role: 'user', content: [{ text: prompt }] }],
})

const textOf = (output: Output): string => {
  const { message } = output.output as { message: { content: { text: string }[] } }
  return message.content[0]?.text ?? ''
}

const accuracy = async (world: World, modelId: string): Promise<number> => {
  const held = payments(150, 'held out')
  let right = 0
  for (const { prompt, label } of held) {
    if (textOf(await world.runtime('Converse', { modelId, ...ask(prompt) })) === label) right++
  }
  return right / held.length
}

const json = (bytes: unknown): Output => JSON.parse(new TextDecoder().decode(bytes as Uint8Array))
const body = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const collected = async (stream: unknown): Promise<Output[]> => {
  const events: Output[] = []
  for await (const event of stream as AsyncIterable<Output>) events.push(event)
  return events
}

describe('an invocation', () => {
  it('of a deployed model is answered from its data, of the base from nothing', async () => {
    const { world, arn } = await deployed()
    expect(await accuracy(world, arn)).toBeGreaterThan(0.85)
    expect(await accuracy(world, 'us.amazon.nova-micro-v1:0')).toBe(0)
    const base = await world.runtime('Converse', {
      modelId: 'us.amazon.nova-micro-v1:0',
      ...ask('?'),
    })
    expect(textOf(base)).toContain('untrained stand-in')
  })

  it('counts tokens and says how long it took', async () => {
    const { world, arn } = await deployed()
    const reply = await world.runtime('Converse', { modelId: arn, ...ask('x'.repeat(60)) })
    const { inputTokens, outputTokens } = reply.usage as Record<string, number>
    expect(inputTokens).toBe(Math.ceil((60 + 'You judge payments.'.length) / 6))
    expect(reply.usage).toMatchObject({ totalTokens: (inputTokens ?? 0) + (outputTokens ?? 0) })
    expect(reply.metrics).toEqual({ latencyMs: expect.any(Number) })
  })

  it('streams the same text in the events of the API', async () => {
    const { world, arn } = await deployed()
    const whole = await world.runtime('Converse', { modelId: arn, ...ask('amount: 5000') })
    const { stream } = await world.runtime('ConverseStream', {
      modelId: arn,
      ...ask('amount: 5000'),
    })
    const events = await collected(stream)
    expect(events.map((event) => Object.keys(event)[0])).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ])
    expect(events[1]).toEqual({
      contentBlockDelta: { contentBlockIndex: 0, delta: { text: textOf(whole) } },
    })
    expect(events[4]).toEqual({ metadata: { usage: whole.usage, metrics: whole.metrics } })
  })

  it('takes the body of Nova', async () => {
    const { world, arn } = await deployed()
    const request = { ...ask('amount: 5000'), inferenceConfig: { maxTokens: 1 } }
    const input = { modelId: arn, body: body(request) }
    const output = json((await world.runtime('InvokeModel', input)).body)
    expect(output).toMatchObject({
      stopReason: 'max_tokens',
      usage: { totalTokens: expect.any(Number) },
    })
    const stream = (await world.runtime('InvokeModelWithResponseStream', input)).body
    const frames = (await collected(stream)).map(({ chunk }) =>
      json((chunk as { bytes: Uint8Array }).bytes),
    )
    expect(frames.at(-1)).toHaveProperty('amazon-bedrock-invocationMetrics')
    expect(frames[1]).toMatchObject({ contentBlockDelta: { delta: { text: textOf(output) } } })
  })

  it('takes the body of Llama, with or without its template', async () => {
    const { world, arn } = await provisioned()
    const { prompt } = payments(1, 'one')[0] ?? { prompt: '' }
    const template = `<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n${prompt}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n`
    const invoke = async (text: string) =>
      json(
        (await world.runtime('InvokeModel', { modelId: arn, body: body({ prompt: text }) })).body,
      )
    expect(await invoke(prompt)).toMatchObject({
      generation: expect.stringMatching(/^(fraud|legitimate)$/),
      stop_reason: 'stop',
    })
    expect((await invoke(template)).generation).toBe((await invoke(prompt)).generation)
    const input = { modelId: arn, body: body({ prompt, max_gen_len: 1 }) }
    const stream = (await world.runtime('InvokeModelWithResponseStream', input)).body
    const frames = (await collected(stream)).map(({ chunk }) =>
      json((chunk as { bytes: Uint8Array }).bytes),
    )
    expect(frames.at(-1)).toMatchObject({ generation: '', stop_reason: 'length' })
  })
})

describe('an invocation is refused', () => {
  it.each([
    [
      'a customization id',
      'amazon.nova-micro-v1:0:128k',
      'ResourceNotFoundException',
      'Model not found',
    ],
    ['a plain base id', 'amazon.nova-micro-v1:0', 'ValidationException', 'inference profile'],
    ['an unknown id', 'amazon.nova-nano-v1:0', 'ValidationException', 'identifier is invalid'],
    [
      'a profile of another region',
      'eu.meta.llama3-3-70b-instruct-v1:0',
      'ValidationException',
      'invalid',
    ],
    [
      'a global profile that is not',
      'global.amazon.nova-micro-v1:0',
      'ValidationException',
      'invalid',
    ],
    [
      'an absent deployment',
      'arn:aws:bedrock:us-east-1:000000000000:custom-model-deployment/abcdefabcdef',
      'ResourceNotFoundException',
      'could not be found',
    ],
    [
      'absent capacity',
      'arn:aws:bedrock:us-east-1:000000000000:provisioned-model/abcdefabcdef',
      'ResourceNotFoundException',
      'could not be found',
    ],
  ])('for %s', async (_what, modelId, code, message) => {
    const refusal = refusalOf(createWorld().runtime('Converse', { modelId, ...ask('?') }))
    expect(await refusal).toEqual({ code, message: expect.stringContaining(message) })
  })

  it('for a custom model without a deployment', async () => {
    const world = withData(createWorld())
    await customModel(world)
    const { modelSummaries } = await world.bedrock('ListCustomModels')
    const [{ modelArn }] = modelSummaries as [{ modelArn: string }]
    // The API's pattern for model ids leaves no room for this ARN, so the engine may refuse it first.
    const input = { modelId: modelArn.replace(':0:128k', ''), ...ask('?') }
    expect((await refusalOf(world.runtime('Converse', input))).code).toBe('ValidationException')
  })

  it('before a deployment is Active and before capacity is InService', async () => {
    const world = withData(createWorld())
    world.quotas.set('L-BE77399C', 1)
    const model = await customModel(world)
    const deployment = await world.bedrock('CreateCustomModelDeployment', {
      modelDeploymentName: 'live',
      modelArn: model,
    })
    const capacity = await world.bedrock('CreateProvisionedModelThroughput', {
      provisionedModelName: 'live',
      modelUnits: 1,
      modelId: model,
    })
    const codeOf = async (modelId: unknown) =>
      (await refusalOf(world.runtime('Converse', { modelId, ...ask('?') }))).code
    expect(await codeOf(deployment.customModelDeploymentArn)).toBe('ValidationException')
    expect(await codeOf(capacity.provisionedModelArn)).toBe('ModelNotReadyException')
    world.pass(15 * MINUTE)
    expect(await codeOf(deployment.customModelDeploymentArn)).toBe('accepted')
    expect(await codeOf(capacity.provisionedModelArn)).toBe('accepted')
  })

  it('once the base has reached its end', async () => {
    const { world, arn } = await provisioned()
    world.pass(365 * 24 * 60 * MINUTE)
    const refusal = refusalOf(world.runtime('Converse', { modelId: arn, ...ask('?') }))
    expect((await refusal).message).toContain('end of its life')
  })

  it.each([
    [
      'without a user turn',
      [{ role: 'assistant', content: [{ text: 'a' }] }],
      'must start with a user',
    ],
    [
      'with two user turns',
      Array(2).fill({ role: 'user', content: [{ text: 'a' }] }),
      'must alternate',
    ],
    ['without content', [{ role: 'user', content: [] }], 'is empty'],
    [
      'with an image for a text model',
      [
        {
          role: 'user',
          content: [{ image: { format: 'png', source: { bytes: new Uint8Array([1]) } } }],
        },
      ],
      "doesn't support the image",
    ],
  ])('for a conversation %s', async (_what, messages, message) => {
    const input = { modelId: 'us.amazon.nova-micro-v1:0', messages }
    const refusal = refusalOf(createWorld().runtime('Converse', input))
    expect(await refusal).toEqual({
      code: 'ValidationException',
      message: expect.stringContaining(message),
    })
  })

  it.each([
    ['no JSON', new TextEncoder().encode('oops')],
    ['no object', body(7)],
    ['no messages', body({ prompt: 'hello' })],
  ])('for a body that is %s', async (_what, content) => {
    const input = { modelId: 'us.amazon.nova-micro-v1:0', body: content }
    const refusal = refusalOf(createWorld().runtime('InvokeModel', input))
    expect((await refusal).message).toMatch(/^Malformed input request/)
  })
})
