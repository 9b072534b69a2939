import { setupZonelessTestEnv } from 'jest-preset-angular/setup-env/zoneless';

setupZonelessTestEnv();

/** jsdom has no layout, so nothing ever resizes or intersects. */
class InertObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

Object.assign(globalThis, { ResizeObserver: InertObserver, IntersectionObserver: InertObserver });
// jsdom does not know it, and Angular would complain
Object.defineProperty(HTMLElement.prototype, 'inert', { value: false, writable: true });
