/** Plain HTTP to a container on this machine. AWS is never reached this way. */
export interface Http {
  /** Never throws: what went wrong is an answer too. */
  request(request: HttpRequest): Promise<HttpAnswer>
}

export type HttpRequest = {
  readonly method: 'GET' | 'POST'
  /** `http://127.0.0.1:40123/ping` */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly timeoutMs: number
}

export type HttpAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly body: Uint8Array
      readonly contentType: string
      readonly tookMs: number
    }
  | { readonly kind: 'failed'; readonly detail: string; readonly tookMs: number }
  | { readonly kind: 'timed-out'; readonly tookMs: number }
