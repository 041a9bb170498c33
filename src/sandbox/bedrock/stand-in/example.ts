/** What the stand-in learns from one record: the text it sees and the text it should say. */
export type Example = { readonly prompt: string; readonly completion: string }

/** Markup of a chat template, which carries no meaning of its own (Llama's special tokens). */
const TEMPLATE = /<\|start_header_id\|>\w+<\|end_header_id\|>|<\|[^|<>]*\|>/g

/** More text than this does not reach the stand-in: it keeps a fit within seconds. */
const PROMPT_CHARACTERS = 2_000
const COMPLETION_CHARACTERS = 600

/** The tail of a prompt is nearest to the question, so the head is what gets cut. */
export const promptOf = (text: string): string =>
  text.replace(TEMPLATE, ' ').trim().slice(-PROMPT_CHARACTERS)

/** The example of a prompt and its answer, cut to what the stand-in reads. */
export const exampleOf = (prompt: string, completion: string): Example => ({
  prompt: promptOf(prompt),
  completion: completion.trim().slice(0, COMPLETION_CHARACTERS),
})
