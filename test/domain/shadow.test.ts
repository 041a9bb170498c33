import { describe, expect, it } from 'vitest'
import { compareShadow, shadowObjections } from '../../src/lib/domain/shadow/fit.ts'

const variant = { VariantName: 'a', ModelName: 'm', InstanceType: 'ml.m5.large' }

describe('a shadow test', () => {
  it.each([
    [{ ProductionVariants: [variant] }, 0],
    [{ ProductionVariants: [variant, { ...variant, VariantName: 'b' }] }, 1],
    [{ ProductionVariants: [variant], AsyncInferenceConfig: {} }, 1],
    [{ ProductionVariants: [{ ...variant, InstanceType: 'ml.inf1.xlarge' }] }, 1],
    [{ ProductionVariants: [{ VariantName: 'a', InstanceType: 'ml.m5.large' }] }, 1],
    [{ ProductionVariants: [variant], ShadowProductionVariants: [variant] }, 1],
  ])('of %j has %s objections', (body, count) => {
    expect(shadowObjections(body)).toHaveLength(count)
  })

  it('compares shares of errors and times of answers', () => {
    const production = { requests: 200, errors: 2, p50Ms: 40, p99Ms: 100 }
    const shadow = { requests: 100, errors: 3, p50Ms: 50, p99Ms: 90 }
    expect(compareShadow(production, shadow)).toEqual({
      production,
      shadow,
      errorPercent: { production: 1, shadow: 3 },
      latencyRatio: { p50: 1.25, p99: 0.9 },
    })
  })

  it('says nothing of errors where there were no requests', () => {
    expect(compareShadow({ requests: 10 }, { requests: 0 })).toEqual({
      production: { requests: 10 },
      shadow: { requests: 0 },
      errorPercent: { production: 0 },
      latencyRatio: {},
    })
  })
})
