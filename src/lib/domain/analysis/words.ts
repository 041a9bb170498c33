import type { Counts } from './ownership.ts'

/** `1.5 %`, with at most three figures, so that 0.08 % does not read as 0. */
export const percent = (fraction: number): string =>
  `${Number((fraction * 100).toPrecision(3)).toString()} %`

/** `12,345`. */
export const count = (value: number): string =>
  String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')

/** `12 of 1,200 requests (1 %)`. */
export const rateWords = ({ errors, requests }: Counts): string =>
  `${count(errors)} of ${count(requests)} requests (${percent(rate({ errors, requests }))})`

/** `12.5 ms` from microseconds. */
export const milliseconds = (microseconds: number): string =>
  `${Number((microseconds / 1_000).toPrecision(3)).toString()} ms`

/** Errors per request; 0 without requests. */
export const rate = ({ errors, requests }: Counts): number => (requests > 0 ? errors / requests : 0)
