const K1: u64 = 0x9e3779b185ebca87
const K2: u64 = 0xc2b2ae3d27d4eb4f
const K3: u64 = 0x165667b19e3779f9

/**
 * 64 bits of the bytes from `p` to `end`. Each step is a bijection of its lane, so one changed word
 * always changes the lane; four lanes hide the latency of the multiplication. Not for safety.
 */
export function hash(p: usize, end: usize): u64 {
  let a: u64 = K1 ^ (end - p)
  let b: u64 = K2
  let c: u64 = K3
  let d: u64 = K1 ^ K2
  while (p + 32 <= end) {
    a = rotl((a ^ load<u64>(p)) * K1, 31)
    b = rotl((b ^ load<u64>(p, 8)) * K1, 31)
    c = rotl((c ^ load<u64>(p, 16)) * K1, 31)
    d = rotl((d ^ load<u64>(p, 24)) * K1, 31)
    p += 32
  }
  while (p + 8 <= end) {
    a = rotl((a ^ load<u64>(p)) * K2, 29)
    p += 8
  }
  if (p < end) {
    const tail = load<u64>(p) & (((<u64>1) << ((<u64>(end - p)) << 3)) - 1)
    b = rotl((b ^ tail) * K2, 29)
  }
  return mixed(mixed(mixed(mixed(a) ^ b) ^ c) ^ d)
}

function mixed(x: u64): u64 {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccd
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53
  return x ^ (x >> 33)
}
