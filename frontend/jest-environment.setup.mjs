import JsdomEnvironment from 'jest-environment-jsdom';

/** jsdom, with the requests, streams and channels of Node that jsdom lacks. */
export default class BrowserEnvironment extends JsdomEnvironment {
  async setup() {
    await super.setup();
    const { AbortController, AbortSignal, BroadcastChannel, fetch, Headers, ReadableStream, Request, Response } =
      globalThis;
    const { TextDecoder, TextDecoderStream, TransformStream } = globalThis;
    Object.assign(this.global, { AbortController, AbortSignal, fetch, Headers, ReadableStream, Request, Response });
    Object.assign(this.global, { BroadcastChannel });
    Object.assign(this.global, { TextDecoder, TextDecoderStream, TransformStream });
  }
}
