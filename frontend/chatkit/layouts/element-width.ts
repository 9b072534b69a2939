import { DestroyRef, ElementRef, afterNextRender, inject, signal, type Signal } from '@angular/core';

/** The width in pixels of the component that asks, so that a narrow embed and a phone behave alike. */
export function elementWidth(): Signal<number> {
  const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  const destroyed = inject(DestroyRef);
  const width = signal(element.clientWidth || window.innerWidth);
  afterNextRender(() => {
    const observer = new ResizeObserver(() => width.set(element.clientWidth));
    observer.observe(element);
    destroyed.onDestroy(() => observer.disconnect());
  });
  return width.asReadonly();
}
