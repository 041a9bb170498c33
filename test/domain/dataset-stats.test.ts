import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barChart } from '../../src/lib/domain/core/bar-chart.ts'
import { displayWidth } from '../../src/lib/domain/core/width.ts'
import { digest64 } from '../../src/lib/domain/dataset/digest-table.ts'
import { distinctCounter } from '../../src/lib/domain/dataset/stats/distinct.ts'
import { labelCounter } from '../../src/lib/domain/dataset/stats/labels.ts'
import { languageOf } from '../../src/lib/domain/dataset/stats/languages.ts'
import { QUANTILE_ERROR, sketch } from '../../src/lib/domain/dataset/stats/sketch.ts'
import { addText, textUnits } from '../../src/lib/domain/dataset/stats/text-units.ts'

const unitsOf = (text: string) => {
  const held = textUnits()
  addText(held, text)
  return held.units
}

describe('the sketch of lengths', () => {
  const values = fc.array(fc.oneof(fc.nat(100), fc.nat(5_000), fc.nat(200_000), fc.nat(2 ** 40)), {
    minLength: 1,
    maxLength: 300,
  })
  const sketched = (numbers: readonly number[]) => {
    const one = sketch()
    for (const n of numbers) one.add(n)
    return one
  }

  it('has exact counts, sums and extremes, and quantiles within the stated error', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const summary = sketched(numbers).summary()
        const sorted = numbers.toSorted((a, b) => a - b)
        expect(summary).toMatchObject({
          count: numbers.length,
          sum: numbers.reduce((a, b) => a + b, 0),
          min: sorted[0],
          max: sorted.at(-1),
        })
        for (const [name, share] of [
          ['p05', 0.05],
          ['p50', 0.5],
          ['p95', 0.95],
        ] as const) {
          const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
          const off = Math.abs((summary?.[name] ?? 0) - exact)
          expect(off).toBeLessThanOrEqual(exact * QUANTILE_ERROR)
        }
      }),
    )
  })

  it('puts every value into the one bin that it belongs to', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        for (const { from, to, count } of sketched(numbers).bins()) {
          expect(count).toBe(numbers.filter((n) => n >= from && n < to).length)
        }
        const inBins = sketched(numbers)
          .bins()
          .reduce((sum, bin) => sum + bin.count, 0)
        expect(inBins).toBe(numbers.length)
      }),
    )
  })

  it('says nothing of nothing', () => {
    expect([sketch().summary(), sketch().bins()]).toEqual([undefined, []])
  })
})

describe('counting what is different', () => {
  const counted = (total: number, different: number, exactUntil?: number) => {
    const counter = distinctCounter(exactUntil)
    for (let i = 0; i < total; i++) counter.add(digest64(`value ${i % different}`))
    return counter.count()
  }
  it('is exact for as many as are remembered', () => {
    expect(counted(5_000, 1_234)).toEqual({ total: 5_000, distinct: 1_234, error: 0 })
  })
  it.each([500, 20_000, 60_000])('is within four standard errors above: %i', (different) => {
    const { distinct, error } = counted(80_000, different, 100)
    expect(error).toBeGreaterThan(0)
    expect(Math.abs(distinct - different)).toBeLessThanOrEqual(4 * error * different)
  })
})

describe('answers', () => {
  const answersOf = (list: readonly string[]) => {
    const counter = labelCounter()
    for (const one of list) counter.add(() => one)
    return counter.answers()
  }
  const times = (n: number, word: string) => Array.from({ length: n }, () => word)

  it('are labels when few and short, with their balance', () => {
    expect(answersOf([...times(75, 'legitimate'), ...times(25, ' fraud')])).toEqual({
      kind: 'labels',
      count: 100,
      top: [
        { label: 'legitimate', count: 75, share: 0.75 },
        { label: 'fraud', count: 25, share: 0.25 },
      ],
      different: 2,
      balance: expect.closeTo(0.8113, 4),
      ratio: 3,
    })
    expect(answersOf([...times(5, 'a'), ...times(5, 'b')]).balance).toBe(1)
  })
  it.each([
    ['long', times(50, 'x'.repeat(65))],
    ['of several lines', times(50, 'a\nb')],
    ['all different', Array.from({ length: 50 }, (_, i) => `answer ${i}`)],
    ['too many', Array.from({ length: 9_000 }, (_, i) => `answer ${i % 1_500}`)],
  ])('are texts when %s', (_why, list) => {
    expect(answersOf(list)).toEqual({ kind: 'texts', count: list.length, top: [] })
  })
})

it.each([
  ['en', 'Please tell me what the status of my order is and when it will be here.'],
  ['en', 'The quick brown fox jumps over the lazy dog, and that is that.'],
  ['de', 'Bitte sagen Sie mir, wie der Stand meiner Bestellung ist und wann sie kommt.'],
  ['fr', 'Pouvez-vous me dire où est ma commande et quand elle sera livrée dans la ville ?'],
  ['es', '¿Puede decirme cuál es el estado de mi pedido y cuándo llega a la ciudad?'],
  ['it', 'Vorrei sapere a che punto è il mio ordine e quando arriva nella città di Roma.'],
  ['pt', 'Pode me dizer qual é o estado do meu pedido e quando ele chega? Não recebi nada.'],
  ['nl', 'Kunt u mij zeggen wat de status van mijn bestelling is en wanneer het komt?'],
  ['sv', 'Jag undrar var min beställning är och när den kommer, för det har inte hänt något.'],
  ['fi', 'Haluan tietää, missä tilaukseni on ja milloin se tulee, koska se ei ole tullut.'],
  ['pl', 'Proszę powiedzieć, jak się ma moje zamówienie i czy to jest już w drodze do mnie.'],
  ['cs', 'Chci vědět, kde je moje objednávka a kdy se ke mně dostane, protože to není tady.'],
  ['hu', 'Szeretném tudni, hogy hol van a csomagom, és mikor lehet itt, mert még nem jött meg.'],
  [
    'tr',
    'Siparişimin ne durumda olduğunu ve ne zaman geleceğini bilmek istiyorum, çok bekledim ama yok bir haber.',
  ],
  ['id', 'Saya ingin tahu di mana pesanan saya dan kapan akan tiba, karena ini sudah lama.'],
  ['vi', 'Tôi muốn biết đơn hàng của tôi đang ở đâu và khi nào nó được giao cho tôi.'],
  ['ru', 'Скажите, пожалуйста, где мой заказ и когда он придёт?'],
  ['uk', 'Скажіть, будь ласка, де моє замовлення і коли воно прийде?'],
  ['ja', '私の注文の状況を教えてください。いつ届きますか。'],
  ['zh', '请告诉我我的订单状态，什么时候能到？'],
  ['ko', '제 주문 상태를 알려 주세요. 언제 도착하나요?'],
  ['ar', 'من فضلك أخبرني بحالة طلبي ومتى سيصل'],
  ['fa', 'لطفاً بگویید سفارش من کجاست و چه زمانی می‌رسد'],
  ['he', 'אנא אמרו לי מה מצב ההזמנה שלי ומתי היא תגיע'],
  ['hi', 'कृपया मुझे मेरे ऑर्डर की स्थिति बताएं'],
  ['el', 'Πείτε μου πού είναι η παραγγελία μου και πότε θα έρθει'],
  ['th', 'ช่วยบอกสถานะคำสั่งซื้อของฉันหน่อย'],
  ['unknown', 'fraud'],
  ['unknown', ''],
  ['unknown', '12345 67890 11111 22222'],
  ['unknown', 'amount=214.90 EUR; merchant=Acme; country=BR; channel=web'],
  ['unknown', 'apple banana cherry grape lemon mango melon orange peach'],
])('the language is %s: %s', (language, text) => {
  const units = unitsOf(text)
  expect(languageOf(units, text.length)).toBe(language)
})

describe('bars', () => {
  const bars = [
    { label: 'user', value: 120 },
    { label: 'assistant', value: 60 },
    { label: 'x', value: 0 },
  ]
  it('are drawn in eighths of a cell', () => {
    expect(barChart(bars, { columns: 40, unicode: true })).toEqual([
      '     user │████████████████████████ 120',
      'assistant │████████████ 60',
      '        x │ 0',
    ])
  })
  it('fall back to ASCII', () => {
    const lines = barChart(bars, { columns: 40, unicode: false })
    expect(lines.join('')).toMatch(/^[\x20-\x7e]+$/)
    expect(lines[1]).toBe('assistant |############ 60')
  })
  it('fit the width, whatever they say, and something is always more than nothing', () => {
    const bar = fc.record({ label: fc.string({ unit: 'grapheme' }), value: fc.nat(1_000_000) })
    fc.assert(
      fc.property(
        fc.array(bar, { maxLength: 12 }),
        fc.integer({ min: 40, max: 120 }),
        (some, columns) => {
          const lines = barChart(some, { columns, unicode: true })
          for (const [i, line] of lines.entries()) {
            expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(columns, 4 + 48 + 10))
            expect(/[▏▎▍▌▋▊▉█]/.test(line.slice(line.indexOf('│')))).toBe((some[i]?.value ?? 0) > 0)
          }
        },
      ),
    )
  })
})
