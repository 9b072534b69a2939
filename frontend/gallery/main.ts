import { bootstrapApplication } from '@angular/platform-browser';
import { provideChatKit, provideChatKitLanguage } from '@chatkit/angular';
import { ScriptedChatTransport } from '@chatkit/angular/testing';
import { Gallery } from './gallery';

await bootstrapApplication(Gallery, {
  providers: [provideChatKit({ transport: ScriptedChatTransport }), provideChatKitLanguage(() => 'en')],
});
