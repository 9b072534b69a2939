import { Component, inject } from '@angular/core';
import { Router } from '@angular/router';
import { ChatLauncher } from '@chatkit/angular';
import { injectPortalTexts } from '../language/portal-catalogue';

/** How the floating chat looks on the page of an intranet. */
@Component({
  selector: 'app-floating-page',
  imports: [ChatLauncher],
  templateUrl: './floating-page.html',
  styleUrl: './floating-page.css',
})
export class FloatingPage {
  protected readonly texts = injectPortalTexts();
  readonly #router = inject(Router);

  protected signIn(): void {
    void this.#router.navigate(['/sign-in'], { queryParams: { next: '/floating' } });
  }
}
