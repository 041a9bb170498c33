const K1: u64 = 0x9e3779b185ebca87
const K2: u64 = 0xc2b2ae3d27d4eb4f
const K3: u64 = 0x165667b19e3779f9

/**
 * 64 bits of the bytes from `p` to `end`, with the rounds of XXH64: a word is spread before it meets its
 * lane and after, so that no likely change of a later word undoes it. Four lanes hide the latency of the
 * multiplications. Not for safety. src/lib/domain/dataset/line-digest.ts is the same function.
 */
export function hash(p: usize, end: usize): u64 {
  let a: u64 = K1 ^ (end - p)
  let b: u64 = K2
  let c: u64 = K3
  let d: u64 = K1 ^ K2
  while (p + 32 <= end) {
    a = round(a, load<u64>(p))
    b = round(b, load<u64>(p, 8))
    c = round(c, load<u64>(p, 16))
    d = round(d, load<u64>(p, 24))
    p += 32
  }
  while (p + 8 <= end) {
    a = round(a, load<u64>(p))
    p += 8
  }
  if (p < end) {
    b = round(b, load<u64>(p) & (((<u64>1) << ((<u64>(end - p)) << 3)) - 1))
  }
  return mixed(mixed(mixed(mixed(a) ^ b) ^ c) ^ d)
}

function round(lane: u64, word: u64): u64 {
  return rotl(lane ^ (word * K2), 31) * K1
}

function mixed(x: u64): u64 {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccd
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53
  return x ^ (x >> 33)
}
