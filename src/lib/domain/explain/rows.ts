/** One error id as `mlctl explain` and the docs page show it. */
export type Explanation = {
  readonly id: string
  readonly title: string
  /** What it means and what usually causes it. */
  readonly means: string
  /** What to do, in order. */
  readonly fix: string
}
