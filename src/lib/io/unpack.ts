import { pipeline, Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import { DataError, MlctlError, UsageError } from '../errors.ts'
import type { Packing } from '../ports/files.ts'
import { type FrameDecoder, zstdFrames } from './zstd-frames.ts'

/** Larger outputs per step bring nothing, smaller ones cost calls. */
const CHUNK_BYTES = 256 * 1024

/**
 * Unpacks as the bytes stream by; gzip members and Zstandard frames may follow each other. Errors of
 * the source pass as they are. @throws DataError MLC-DATA-024 for a broken or cut stream; UsageError
 * MLC-DATA-025 where this Node.js has no Zstandard (it came with 22.15).
 */
export async function* unpacked(
  chunks: AsyncIterable<Uint8Array>,
  packing: Packing,
  name: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* packing === 'gzip' ? gunzipped(chunks) : zstdFrames(chunks, zstdDecoder(name))
  } catch (cause) {
    throw cause instanceof MlctlError ? cause : broken(cause, packing, name)
  }
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = zlib.createGunzip({ chunkSize: CHUNK_BYTES })
  // The callback only keeps a failure from being unhandled: reading the stream throws it.
  pipeline(Readable.from(chunks, { objectMode: true }), stream, () => undefined)
  for await (const chunk of stream) yield chunk as Uint8Array
}

type WithZstd = { readonly createZstdDecompress?: (options: object) => FrameDecoder }

const zstdDecoder = (name: string): (() => FrameDecoder) => {
  const { createZstdDecompress } = zlib as WithZstd
  if (createZstdDecompress !== undefined) {
    return () => createZstdDecompress({ chunkSize: CHUNK_BYTES })
  }
  throw new UsageError('MLC-DATA-025', `${name} is packed with Zstandard.`, {
    why: `Node.js ${process.versions.node} cannot unpack it; 22.15 and later can.`,
    hint: 'zstd -dc data.jsonl.zst | mlctl dataset validate - …',
  })
}

const broken = (cause: unknown, packing: Packing, name: string): DataError => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  // Decoders refuse windows over 128 MiB unless told otherwise; only `zstd --long=28` and above make them.
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') return tooWide(cause, name)
  const isCut = code === 'Z_BUF_ERROR' || code === 'ZSTD_error_srcSize_wrong'
  return new DataError(
    'MLC-DATA-024',
    `${name} ${isCut ? 'ends too early' : 'is broken'}: its ${packing} data cannot be unpacked.`,
    {
      why: cause instanceof Error ? cause.message : String(cause),
      hint: `Copy or pack it again; ${packing === 'gzip' ? 'gzip -t' : 'zstd -t'} tests a file.`,
      cause,
    },
  )
}

const tooWide = (cause: unknown, name: string): DataError =>
  new DataError('MLC-DATA-024', `${name} takes more than 128 MiB of memory to unpack.`, {
    why: 'It was packed with a longer window (zstd --long=28 or above).',
    hint: 'zstd -dc --long=31 data.jsonl.zst | mlctl dataset validate - …',
    cause,
  })
