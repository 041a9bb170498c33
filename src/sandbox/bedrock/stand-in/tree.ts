/**
 * A Huffman tree over the tokens: choosing one token of many becomes a few yes-or-no questions, the
 * fewer the commoner the token, so that a fit costs log(vocabulary) and not the vocabulary.
 */
export type Tree = {
  /** Per inner node, its two children: an inner node's number, or `-1 - token` for a leaf. */
  readonly children: readonly (readonly [number, number])[]
  readonly root: number
  /** Per token, the nodes from the root to it and the turn (0 or 1) taken at each. */
  readonly paths: readonly {
    readonly nodes: readonly number[]
    readonly turns: readonly number[]
  }[]
}

type Heap = { weight: number; node: number }[]

const swap = (heap: Heap, i: number, j: number): void => {
  const a = heap[i]
  const b = heap[j]
  if (a === undefined || b === undefined) return
  heap[i] = b
  heap[j] = a
}

const before = (heap: Heap, i: number, j: number): boolean => {
  const a = heap[i]
  const b = heap[j]
  if (a === undefined || b === undefined) return a !== undefined
  return a.weight < b.weight || (a.weight === b.weight && a.node > b.node)
}

const push = (heap: Heap, item: Heap[number]): void => {
  let i = heap.push(item) - 1
  while (i > 0 && before(heap, i, (i - 1) >> 1)) {
    swap(heap, i, (i - 1) >> 1)
    i = (i - 1) >> 1
  }
}

const pop = (heap: Heap): Heap[number] | undefined => {
  swap(heap, 0, heap.length - 1)
  const least = heap.pop()
  let i = 0
  for (;;) {
    const left = 2 * i + 1
    const child = left + 1 < heap.length && before(heap, left + 1, left) ? left + 1 : left
    if (child >= heap.length || !before(heap, child, i)) return least
    swap(heap, i, child)
    i = child
  }
}

const joined = (counts: readonly number[]): Tree['children'] => {
  const heap: Heap = []
  counts.forEach((weight, token) => {
    push(heap, { weight, node: -1 - token })
  })
  const children: [number, number][] = []
  while (heap.length > 1) {
    const a = pop(heap)
    const b = pop(heap)
    if (a === undefined || b === undefined) break
    push(heap, { weight: a.weight + b.weight, node: children.push([a.node, b.node]) - 1 })
  }
  return children
}

/** The tree of at least two tokens by how often each occurs; the same counts give the same tree. */
export const treeOf = (counts: readonly number[]): Tree => {
  const children = joined(counts)
  const root = children.length - 1
  const paths: { nodes: number[]; turns: number[] }[] = counts.map(() => ({ nodes: [], turns: [] }))
  const walk: { node: number; nodes: number[]; turns: number[] }[] = [
    { node: root, nodes: [], turns: [] },
  ]
  for (let here = walk.pop(); here !== undefined; here = walk.pop()) {
    const { node, nodes, turns } = here
    if (node < 0) paths[-1 - node] = { nodes, turns }
    children[node]?.forEach((child, turn) => {
      walk.push({ node: child, nodes: [...nodes, node], turns: [...turns, turn] })
    })
  }
  return { children, root, paths }
}
