/** As much of the JavaScript interface of WebAssembly as the scanner uses (W3C, wasm-js-api). */
export type WasmModule = { readonly isWasmModule: true }

type WebAssemblyApi = {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: ScanExports }
}

/** What src/scan/assembly/lines.ts exports. */
export type ScanExports = {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  /** Addresses are unsigned in WebAssembly and stay far below 2^31 here. */
  lines(from: number, end: number): number
  readonly position: { readonly value: number }
}

declare const WebAssembly: WebAssemblyApi

/** Undefined where the bytes are no valid module: an engine without SIMD. */
export const compiled = (bytes: Uint8Array): WasmModule | undefined =>
  WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined

export const instantiated = (module: WasmModule): ScanExports =>
  new WebAssembly.Instance(module, {}).exports
