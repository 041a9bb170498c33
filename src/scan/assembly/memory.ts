// Where things stand in linear memory. src/scan/layout.ts has the same numbers.

/** Header: address of the root shape, most characters; four watch tables, marks of tokens, IBANs, shapes. */
export const PROGRAM: usize = 0x1000
/** Has no words; traits are looked for where they are in other texts. */
export const PLAIN: usize = PROGRAM + 0x40
/** Words looked for in what is asked: user turns and system prompts. */
export const ASKED: usize = PLAIN + 0x400
/** Words looked for in what is answered. */
export const ANSWERED: usize = ASKED + 0x400
/** Both, for turns whose role comes after their texts. */
export const EITHER: usize = ANSWERED + 0x400

/** How tokens begin: how many, then their first letters as a bit each; then the beginnings. */
export const TOKEN_MARKS: usize = EITHER + 0x400

/** Characters of an IBAN, by the two letters of its country; 0 where there is none. */
export const IBAN_LENGTHS: usize = TOKEN_MARKS + 0x400

/** One entry of 32 bytes for each line: start, length, verdict, units, hash, count of notes. */
export const ENTRIES: usize = 0x10000
export const MAX_ENTRIES: u32 = 2048
export const ENTRY_BYTES: usize = 32

/** Keys of open objects of any shape: address and length, MAX_KEYS for each depth. */
export const KEYS: usize = 0x20000
export const MAX_KEYS: u32 = 32

/** One bit for each byte of a window of the lines: where a text may have to stop. */
export const MARKS: usize = 0x28000
/** A part of the processor's first cache. */
export const WINDOW: usize = 0x4000

/** Of accepted lines, as notes.ts writes them: start, length, number and place of the outer array, of the inner. */
export const NOTES: usize = 0x29000
export const NOTE_BYTES: usize = 16
export const MAX_NOTES: u32 = 1792

/** Deeper values are left to the explainer, which has the same bound (MAX_DEPTH). */
export const MAX_DEPTH: u32 = 64
